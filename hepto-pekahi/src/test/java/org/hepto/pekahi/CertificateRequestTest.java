package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hepto.pekahi.Fixture.NODE;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Random;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

class CertificateRequestTest {
    private final KeyPair key = KeyKind.EC_P256.generate();

    @Test
    void requestSurvivesTheWay() {
        CertificateRequest request =
                CertificateRequest.parse(CertificateRequest.create(NODE, key).encoded());

        assertThat(request.contents()).isEqualTo(Contents.of(NODE));
        assertThat(request.publicKey()).isEqualTo(key.getPublic());
    }

    @Test
    void requestSignedWithAnotherKeyIsRefused() {
        KeyPair mixed = new KeyPair(key.getPublic(), KeyKind.EC_P256.generate().getPrivate());
        byte[] der = CertificateRequest.create(NODE, mixed).encoded();

        assertThatThrownBy(() -> CertificateRequest.parse(der))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("not signed with the key it names");
    }

    @Test
    void requestForARootIsRefused() throws Exception {
        ExtensionsGenerator extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        byte[] der = new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=a"), key.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
                .getEncoded();

        assertThatThrownBy(() -> CertificateRequest.parse(der))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("asks for extensions [2.5.29.19]");
    }

    @Test
    void requestWithAnotherKindOfKeyIsRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair rsa = generator.generateKeyPair();
        byte[] der = new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=a"), rsa.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(rsa.getPrivate()))
                .getEncoded();

        assertThatThrownBy(() -> CertificateRequest.parse(der))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("not EC P-256");
    }

    @Test
    void hugeRequestIsRefusedUnread() {
        assertThatThrownBy(() -> CertificateRequest.parse(new byte[8 * 1024 + 1]))
                .isInstanceOf(PkiException.class)
                .hasMessageContaining("larger than 8 KiB");
    }

    @Test
    void noChangedByteIsAccepted() {
        byte[] der = CertificateRequest.create(NODE, key).encoded();
        Random random = new Random(7);

        for (int i = 0; i < der.length; i++) {
            byte[] changed = der.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> CertificateRequest.parse(changed))
                    .as("byte %d of %d changed", i, der.length)
                    .isInstanceOf(PkiException.class);
        }
    }

    @Test
    void nonsenseAndDeepNestingAreRefusedInWords() {
        Random random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            byte[] nonsense = new byte[random.nextInt(200)];
            random.nextBytes(nonsense);
            if (nonsense.length > 2) {
                nonsense[0] = 0x30; // a sequence, so that it is looked into
                nonsense[1] = (byte) (nonsense.length - 2);
            }
            assertThatThrownBy(() -> CertificateRequest.parse(nonsense)).isInstanceOf(PkiException.class);
        }
        byte[] nested = new byte[8 * 1024];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        assertThatThrownBy(() -> CertificateRequest.parse(nested)).isInstanceOf(PkiException.class);
    }
}
