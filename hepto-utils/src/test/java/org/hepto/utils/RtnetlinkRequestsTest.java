package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Against the bytes that the structures of {@code linux/rtnetlink.h} demand, compared with what ip(8) of iproute2
 * sends. Unlike it, requests mark nested attributes and end names with a zero byte, as the kernel's policies ask for.
 */
@EnabledIf("isLittleEndian")
class RtnetlinkRequestsTest {
    private static final String IFINFOMSG = "00000000 00000000 00000000 00000000";
    private static final Ipv6Prefix PREFIX = Ipv6Prefix.parse("fd00:1:2::5/127");

    static boolean isLittleEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    private static void assertBytes(NetlinkRequest request, String... expected) {
        assertThat(HexFormat.of().formatHex(request.encode(0x01020304)))
                .isEqualTo(String.join("", expected).replace(" ", ""));
    }

    @Test
    void vethIsNestedThreeLevelsDeep() {
        assertBytes(
                RtnetlinkRequests.addVeth("v0", "x", "v1", 9),
                "68000000 1000 0506 04030201 00000000",
                IFINFOMSG,
                "0700 0300 76300000",
                "0600 1400 78000000",
                "3800 1280",
                "0900 0100 76657468 00000000",
                "2800 0280",
                "2400 0180",
                IFINFOMSG,
                "0700 0300 76310000",
                "0800 1c00 09000000");
    }

    @Test
    void ipvlanIsBornInANamespaceInModeL2() {
        assertBytes(
                RtnetlinkRequests.addIpvlan("eth0", 2, 9),
                "58000000 1000 0506 04030201 00000000",
                IFINFOMSG,
                "0900 0300 65746830 00000000",
                "0800 0500 02000000",
                "0800 1c00 09000000",
                "1c00 1280",
                "0b00 0100 6970766c 616e0000",
                "0c00 0280",
                "0600 0100 00000000");
    }

    @Test
    void wireguardHasItsMtu() {
        assertBytes(
                RtnetlinkRequests.addWireguard("wg0", 1420),
                "44000000 1000 0506 04030201 00000000",
                IFINFOMSG,
                "0800 0300 77673000",
                "0800 0400 8c050000",
                "1400 1280",
                "0e00 0100 77697265 67756172 64000000");
    }

    @Test
    void dummyHasNothingButItsName() {
        assertBytes(
                RtnetlinkRequests.addDummy("d0"),
                "38000000 1000 0506 04030201 00000000",
                IFINFOMSG,
                "0700 0300 64300000",
                "1000 1280",
                "0a00 0100 64756d6d 79000000");
    }

    @Test
    void linkIsSetUpByItsIndex() {
        assertBytes(
                RtnetlinkRequests.setUp(7),
                "20000000 1000 0500 04030201 00000000",
                "00000000 07000000 01000000 01000000");
        assertBytes(
                RtnetlinkRequests.deleteLink(7),
                "20000000 1100 0500 04030201 00000000",
                "00000000 07000000 00000000 00000000");
    }

    @Test
    void mtuIsSetByTheIndexOfTheLink() {
        assertBytes(
                RtnetlinkRequests.setMtu(7, 1412),
                "28000000 1000 0500 04030201 00000000",
                "00000000 07000000 00000000 00000000",
                "0800 0400 84050000");
    }

    @Test
    void addressSkipsTheSearchForDuplicates() {
        assertBytes(
                RtnetlinkRequests.addAddress(7, PREFIX),
                "48000000 1400 0505 04030201 00000000",
                "0a7f0000 07000000",
                "1400 0200 fd000001 00020000 00000000 00000005",
                "1400 0100 fd000001 00020000 00000000 00000005",
                "0800 0800 02000000");
    }

    @Test
    void routeHasGatewayDeviceAndMetric() {
        assertBytes(
                RtnetlinkRequests.addRoute(
                        Ipv6Prefix.parse("fd00:1:2::/48"), Optional.of(Ipv6Address.parse("fe80::1")), 7, 2000),
                "54000000 1800 0505 04030201 00000000",
                "0a300000 fe040001 00000000",
                "1400 0100 fd000001 00020000 00000000 00000000",
                "1400 0500 fe800000 00000000 00000000 00000001",
                "0800 0400 07000000",
                "0800 0600 d0070000");
    }

    @Test
    void defaultRouteHasNoDestination() {
        assertBytes(
                RtnetlinkRequests.addRoute(Ipv6Prefix.parse("::/0"), Optional.empty(), 7, 0),
                "24000000 1800 0505 04030201 00000000",
                "0a000000 fe040001 00000000",
                "0800 0400 07000000");
    }

    @Test
    void listsAreDumps() {
        assertBytes(RtnetlinkRequests.links(), "20000000 1200 0103 04030201 00000000", IFINFOMSG);
        assertBytes(RtnetlinkRequests.addresses(), "18000000 1600 0103 04030201 00000000", "0a000000 00000000");
        assertBytes(RtnetlinkRequests.routes(), "1c000000 1a00 0103 04030201 00000000", "0a000000 fe040001 00000000");
        assertBytes(
                RtnetlinkRequests.neighbours(7), "1c000000 1e00 0103 04030201 00000000", "0a000000 07000000 00000000");
    }
}
