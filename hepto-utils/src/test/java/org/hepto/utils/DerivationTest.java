package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DerivationTest {
    /** RFC 4231, test case 2. */
    @Test
    void isTheHmacOfThePurpose() {
        assertThat(HexFormat.of()
                        .formatHex(Derivation.of(
                                "Jefe".getBytes(StandardCharsets.US_ASCII), "what do ya want for nothing?")))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
