package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Questions as glibc asks them. */
class NameServerTest {
    private static final String ID = "a1b2";
    private static final String NAME = "06616e63686f72 036c6162 00";
    private static final String AAAA = "001c 0001";

    private final NameServer server = new NameServer("anchor.lab", "2001:db8:11::10");

    private static byte[] bytes(String... hex) {
        return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
    }

    private static byte[] question(String name, String type) {
        return bytes(ID, "0100 0001 0000 0000 0000", name, type);
    }

    @Test
    void itsNameHasAnAddress() {
        assertThat(server.answer(question(NAME, AAAA)))
                .contains(bytes(
                        ID,
                        "8180 0001 0001 0000 0000",
                        NAME,
                        AAAA,
                        "c00c 001c 0001 00000005 0010",
                        "20010db8 00110000 00000000 00000010"));
    }

    @Test
    void itsNameHasNoRecordOfAnotherType() {
        assertThat(server.answer(question(NAME, "0001 0001")))
                .contains(bytes(ID, "8180 0001 0000 0000 0000", NAME, "0001 0001"));
    }

    @Test
    void anotherNameIsNone() {
        String other = "056f74686572 036c6162 00";
        assertThat(server.answer(question(other, AAAA))).contains(bytes(ID, "8183 0001 0000 0000 0000", other, AAAA));
    }

    @Test
    void whatFollowsTheQuestionIsLeftOut() {
        byte[] question = question(NAME, AAAA);
        byte[] longer = Arrays.copyOf(question, question.length + 11);
        longer[11] = 1;
        assertThat(server.answer(longer)).contains(server.answer(question).orElseThrow());
    }

    @Test
    void whatIsNoQuestionGetsNoAnswer() {
        byte[] question = question(NAME, AAAA);
        for (int length = 0; length < question.length; length++) {
            assertThat(server.answer(Arrays.copyOf(question, length)))
                    .as("%d bytes", length)
                    .isEmpty();
        }
        assertThat(server.answer(question("ff6c6162", AAAA))).isEmpty();
    }
}
