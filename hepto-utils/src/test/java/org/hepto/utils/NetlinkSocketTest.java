package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Against datagrams as the kernel sends them; see netlink(7). */
@EnabledIf("isLittleEndian")
class NetlinkSocketTest {
    private static final String REQUEST = "20000000 1000 0506 05000000 00000000";

    private final List<byte[]> answers = new ArrayList<>();

    static boolean isLittleEndian() {
        return RtnetlinkRequestsTest.isLittleEndian();
    }

    private boolean read(String... hex) throws ErrnoException {
        byte[] datagram = HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
        return NetlinkSocket.read("add veth", NativeBytes.wrap(datagram), 5, answers);
    }

    @Test
    void dumpGoesOnUntilItsEnd() throws ErrnoException {
        assertThat(read(
                        "14000000 1000 0200 05000000 00000000 aaaaaaaa",
                        "12000000 1000 0200 05000000 00000000 bbbb0000"))
                .isFalse();
        assertThat(read("14000000 0300 0200 05000000 00000000 00000000")).isTrue();
        assertThat(answers)
                .extracting(answer -> HexFormat.of().formatHex(answer))
                .containsExactly("aaaaaaaa", "bbbb");
    }

    @Test
    void acknowledgementIsAnErrorOfZero() throws ErrnoException {
        assertThat(read("24000000 0200 0001 05000000 00000000 00000000", REQUEST))
                .isTrue();
        assertThat(answers).isEmpty();
    }

    @Test
    void refusalHasTheKernelsNumberAndWords() {
        // -EEXIST, the header of the request, and NLMSGERR_ATTR_MSG "taken"
        assertThatThrownBy(() ->
                        read("30000000 0200 0003 05000000 00000000 efffffff", REQUEST, "0a00 0100 74616b65 6e000000"))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST))
                .hasMessageStartingWith("add veth (taken): ");
    }

    @Test
    void answersToEarlierRequestsAreDropped() throws ErrnoException {
        assertThat(read("14000000 0200 0000 04000000 00000000 efffffff")).isFalse();
        assertThat(answers).isEmpty();
    }

    @Test
    void lengthsThatCannotBeEndTheDatagram() throws ErrnoException {
        assertThat(read("ff000000 1000 0200 05000000 00000000 aaaaaaaa")).isFalse();
        assertThat(read("08000000 1000 0200 05000000 00000000 aaaaaaaa")).isFalse();
        assertThat(read("1400")).isFalse();
        assertThat(answers).isEmpty();
    }
}
