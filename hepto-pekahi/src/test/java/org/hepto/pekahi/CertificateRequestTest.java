package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

class CertificateRequestTest {
    private final KeyPair key = EcKey.generate();

    @Test
    void requestSurvivesTheWay() {
        CertificateRequest request =
                CertificateRequest.parsePem(CertificateRequest.create(key).toPem());

        assertThat(request.publicKey()).isEqualTo(key.getPublic());
        assertThat(request.toPem())
                .isEqualTo(CertificateRequest.parsePem(request.toPem()).toPem());
    }

    @Test
    void requestIsSmall() {
        assertThat(CertificateRequest.create(key).toPem()).hasSizeLessThan(450);
    }

    @Test
    void requestSignedWithAnotherKeyIsRefused() {
        KeyPair mixed = new KeyPair(key.getPublic(), EcKey.generate().getPrivate());
        String pem = CertificateRequest.create(mixed).toPem();

        assertThatThrownBy(() -> CertificateRequest.parsePem(pem))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("not signed with the key it names");
    }

    @Test
    void onlyTheKeyOfARequestIsTaken() throws Exception {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        extensions.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.dNSName, "beta")));
        JcaPKCS10CertificationRequestBuilder builder = new JcaPKCS10CertificationRequestBuilder(
                new X500Principal("CN=admin, O=system:masters"), key.getPublic());
        builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
        byte[] der = builder.build(new JcaContentSignerBuilder(EcKey.SIGNATURE).build(key.getPrivate()))
                .getEncoded();

        CertificateRequest request = CertificateRequest.parsePem(Pem.encode(Pem.REQUEST, der));

        CertificateAuthority ca = Fixture.authority();
        assertThat(LeafCheck.contents(ca.sign(request.publicKey(), Fixture.NODE, Fixture.LIFE, Fixture.NOW)))
                .isEqualTo(Contents.of(Fixture.NODE));
    }

    @Test
    void requestWithAnotherKindOfKeyIsRefused() throws Exception {
        assertRefused("RSA", 512, "SHA256withRSA");
        assertRefused("RSA", 4096, "SHA256withRSA");
        assertRefused("EC", 384, "SHA384withECDSA");
    }

    private static void assertRefused(String kind, int size, String signature) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(size);
        KeyPair pair = generator.generateKeyPair();
        byte[] der = new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=a"), pair.getPublic())
                .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()))
                .getEncoded();

        assertThatThrownBy(() -> CertificateRequest.parsePem(Pem.encode(Pem.REQUEST, der)))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("its key is not EC P-256");
    }

    @Test
    void requestSignedWithAWeakDigestIsRefused() throws Exception {
        byte[] der = new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=a"), key.getPublic())
                .build(new JcaContentSignerBuilder("SHA1withECDSA").build(key.getPrivate()))
                .getEncoded();

        assertThatThrownBy(() -> CertificateRequest.parsePem(Pem.encode(Pem.REQUEST, der)))
                .isInstanceOf(PkiException.class);
    }

    @Test
    void hugeRequestIsRefusedUnread() {
        assertThatThrownBy(() -> CertificateRequest.parsePem("x".repeat(2 * 1024 + 1)))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("larger than 2 KiB");
    }

    @Test
    void requestInWhichAByteChangedIsRefused() throws Exception {
        byte[] der =
                Pem.decode(Pem.REQUEST, CertificateRequest.create(key).toPem()).getFirst();
        for (int i = 0; i < der.length; i++) {
            byte[] changed = der.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> CertificateRequest.parsePem(Pem.encode(Pem.REQUEST, changed)))
                    .as("byte %d", i)
                    .isInstanceOf(PkiException.class);
        }
    }

    @Test
    void nonsenseIsRefused() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] nonsense = new byte[random.nextInt(300)];
            random.nextBytes(nonsense);
            assertThatThrownBy(() -> CertificateRequest.parsePem(Pem.encode(Pem.REQUEST, nonsense)))
                    .isInstanceOf(PkiException.class);
        }
        for (String text : new String[] {"", "-----BEGIN CERTIFICATE REQUEST-----", "hello\nworld"}) {
            assertThatThrownBy(() -> CertificateRequest.parsePem(text)).isInstanceOf(PkiException.class);
        }
    }

    @Test
    void deepNestingIsRefused() {
        byte[] nested = new byte[1000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        assertThatThrownBy(() -> CertificateRequest.parsePem(Pem.encode(Pem.REQUEST, nested)))
                .isInstanceOf(PkiException.class);
    }
}
