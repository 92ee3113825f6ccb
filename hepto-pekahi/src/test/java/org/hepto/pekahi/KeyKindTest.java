package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyKindTest {
    @ParameterizedTest
    @EnumSource
    void publicHalfIsComputedFromThePrivateOne(KeyKind kind) throws GeneralSecurityException {
        for (int i = 0; i < 50; i++) {
            KeyPair pair = kind.generate();
            assertThat(kind.decode(pair.getPrivate().getEncoded()).getPublic()).isEqualTo(pair.getPublic());
        }
    }

    @Test
    void keyOfAnotherKindOrCurveIsRefused() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        byte[] otherCurve = generator.generateKeyPair().getPrivate().getEncoded();
        byte[] otherKind = KeyKind.ED25519.generate().getPrivate().getEncoded();

        assertThatThrownBy(() -> KeyKind.EC_P256.decode(otherCurve)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> KeyKind.EC_P256.decode(otherKind)).isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> KeyKind.EC_P256.decode(new byte[] {0x30, 0}))
                .isInstanceOf(GeneralSecurityException.class);
    }
}
