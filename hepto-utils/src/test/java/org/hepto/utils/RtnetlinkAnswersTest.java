package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Against messages as the kernel sends them, without their netlink headers. */
@EnabledIf("isLittleEndian")
class RtnetlinkAnswersTest {
    private static final Ipv6Address ADDRESS = Ipv6Address.parse("fd00:1:2::5");

    static boolean isLittleEndian() {
        return RtnetlinkRequestsTest.isLittleEndian();
    }

    private static byte[] bytes(String... hex) {
        return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
    }

    @Test
    void linkHasNameMtuAndState() {
        assertThat(RtnetlinkAnswers.link(bytes(
                        "00000100 02000000 43100100 00000000",
                        "0900 0300 65746830 00000000",
                        "0800 0d00 e8030000",
                        "0800 0400 dc050000")))
                .isEqualTo(new Rtnetlink.Link(2, "eth0", 1500, true));
        assertThat(RtnetlinkAnswers.link(bytes("00000403 01000000 08000000 00000000", "0700 0300 6c6f0000"))
                        .up())
                .isFalse();
    }

    @Test
    void addressIsUsableOnceItIsNotTentative() {
        String address = "1400 0100 fd000001 00020000 00000000 00000005";
        Rtnetlink.Address usable = new Rtnetlink.Address(7, new Ipv6Prefix(ADDRESS, 64), true);
        assertThat(RtnetlinkAnswers.address(bytes("0a408000 07000000", address, "0800 0800 80000000")))
                .contains(usable);
        assertThat(RtnetlinkAnswers.address(bytes("0a404000 07000000", address, "0800 0800 40000000")))
                .contains(new Rtnetlink.Address(7, new Ipv6Prefix(ADDRESS, 64), false));
        assertThat(RtnetlinkAnswers.address(bytes("0a404000 07000000", address)))
                .as("flags of an old kernel")
                .isNotEqualTo(Optional.of(usable));
        assertThat(RtnetlinkAnswers.address(bytes("02188000 07000000", "0800 0100 c0a80001")))
                .as("IPv4")
                .isEmpty();
    }

    @Test
    void neighbourIsKnownOnceItsAddressOnTheLinkIs() {
        String address = "1400 0100 fd000001 00020000 00000000 00000005";
        assertThat(RtnetlinkAnswers.isKnownNeighbour(bytes("0a000000 07000000 02000000", address), 7, ADDRESS))
                .as("reachable")
                .isTrue();
        assertThat(RtnetlinkAnswers.isKnownNeighbour(bytes("0a000000 07000000 20000000", address), 7, ADDRESS))
                .as("failed")
                .isFalse();
        assertThat(RtnetlinkAnswers.isKnownNeighbour(bytes("0a000000 08000000 02000000", address), 7, ADDRESS))
                .as("on another link")
                .isFalse();
    }

    @Property(tries = 500)
    void attributesOfAnyBytesAreReadWithoutAnError(@ForAll @Size(max = 64) byte[] bytes) {
        NetlinkAttributes attributes = new NetlinkAttributes(bytes, 0);
        assertThat(attributes.elements()).hasSizeLessThanOrEqualTo(16);
        assertThat(attributes.nested(1).elements()).hasSizeLessThanOrEqualTo(16);
    }
}
