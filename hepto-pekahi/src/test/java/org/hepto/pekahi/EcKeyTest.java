package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;

class EcKeyTest {
    @Test
    void publicHalfIsComputedFromThePrivateOne() throws GeneralSecurityException {
        for (int i = 0; i < 50; i++) {
            KeyPair pair = EcKey.generate();
            assertThat(EcKey.decode(pair.getPrivate().getEncoded()).getPublic()).isEqualTo(pair.getPublic());
        }
    }

    @Test
    void keyOfAnotherKindOrCurveIsRefused() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        byte[] otherCurve = generator.generateKeyPair().getPrivate().getEncoded();
        byte[] otherKind = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();

        assertThatThrownBy(() -> EcKey.decode(otherCurve)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> EcKey.decode(otherKind)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> EcKey.decode(new byte[] {0x30, 0})).isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void publicKeyThatIsNoPointOfTheCurveIsRefused() {
        byte[] encoded = EcKey.generate().getPublic().getEncoded();
        encoded[encoded.length - 1] ^= 1;

        assertThatThrownBy(() -> EcKey.decodePublic(SubjectPublicKeyInfo.getInstance(encoded)))
                .isInstanceOf(GeneralSecurityException.class);
    }
}
