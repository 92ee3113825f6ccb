package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LzwTest {

    private final LzwEncoder encoder = new LzwEncoder();
    private final LzwDecoder decoder = new LzwDecoder();

    @ParameterizedTest
    @CsvSource({
        "'', 000302",
        "aaaaaaaaaa, 00c3081c483020",
        "TOBEORNOTTOBEORTOBEORNOT, 00a93c1152e48914274fa80824687061c183090302"
    })
    void writesAndReadsGosBytes(String text, String hex) throws WireException {
        byte[] plain = text.getBytes(StandardCharsets.US_ASCII);
        assertThat(Vectors.hex(encoder.encode(plain))).isEqualTo(hex);
        assertThat(decoder.decode(Vectors.unhex(hex), 1000)).isEqualTo(plain);
    }

    @Test
    void writesGosBytesOverSeveralTables() throws WireException {
        byte[] plain = pseudoRandom(60_000);
        byte[] compressed = encoder.encode(plain);
        var crc = new CRC32();
        crc.update(compressed);
        assertThat(compressed).hasSize(62_688);
        assertThat(crc.getValue()).isEqualTo(0x50fb79e9L);
        assertThat(decoder.decode(compressed, plain.length)).isEqualTo(plain);
    }

    private static byte[] pseudoRandom(int length) {
        byte[] plain = new byte[length];
        int x = 1;
        for (int i = 0; i < length; i++) {
            x = x * 1664525 + 1013904223;
            plain[i] = (byte) (x >>> 24 & 0x3f);
        }
        return plain;
    }

    @Test
    void stopsAtTheLimitOfTheOutput() {
        byte[] bomb = encoder.encode(new byte[1_000_000]);
        assertThat(bomb.length).isLessThan(4000);
        assertThatThrownBy(() -> decoder.decode(bomb, 999_999))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.reason()).isEqualTo(WireException.Reason.OVERSIZED));
    }

    @Property(tries = 200)
    void whatIsCompressedComesBack(@ForAll("data") byte[] plain) throws WireException {
        assertThat(decoder.decode(encoder.encode(plain), plain.length)).isEqualTo(plain);
    }

    @Property(tries = 500)
    void anyInputEndsOrIsRefused(@ForAll byte[] garbage) {
        try {
            assertThat(decoder.decode(garbage, 10_000).length).isLessThanOrEqualTo(10_000);
        } catch (WireException e) {
            assertThat(e.reason()).isNotNull();
        }
    }

    @Provide
    Arbitrary<byte[]> data() {
        return Arbitraries.bytes()
                .between((byte) 0, (byte) 5)
                .array(byte[].class)
                .ofMaxSize(3000)
                .map(small -> {
                    byte[] repeated = Arrays.copyOf(small, small.length * 5);
                    System.arraycopy(small, 0, repeated, small.length * 2, small.length);
                    return repeated;
                });
    }
}
