package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The messages are those of a Linux 6.18, for the routes that {@code ip -6 route} shows as in the names. */
class RouteMessageTest {
    private static final Ipv6Prefix DEFAULT = Ipv6Prefix.parse("::/0");
    private static final String TAIL =
            "24000c0000000000000000000000000000000000000000000000000000000000000000000500140000000000";

    /** {@code default metric 100 nexthop via 2001:db8::fe dev e0 weight 3 nexthop via 2001:db8:1::fe dev e1}. */
    private static final String MULTIPATH = "0a000000fe0300010000000008000f00fe0000000800060064000000"
            + "3c000900"
            + "1c000002030000001400050020010db80000000000000000000000fe"
            + "1c000000020000001400050020010db80001000000000000000000fe"
            + TAIL;

    @BeforeAll
    static void messagesAreOfALittleEndianCpu() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void defaultViaLinkLocalWithMetric50() {
        assertThat(parse("0a000000fe0300010000000008000f00fe000000080006003200000014000500"
                        + "fe80000000000000000000000000000108000400020000002400" + TAIL.substring(4)))
                .containsExactly(route(DEFAULT, "fe80::1", 2, 50));
    }

    @Test
    void prefixOnLink() {
        assertThat(parse("0a400000fe0200010000000008000f00fe0000001400010020010db8000000000000000000000000"
                        + "08000600000100000800040003000000" + TAIL))
                .containsExactly(new Rtnetlink.Route(Ipv6Prefix.parse("2001:db8::/64"), Optional.empty(), 3, 256));
    }

    @Test
    void eachHopOfAMultipathRouteIsARoute() {
        assertThat(parse(MULTIPATH))
                .containsExactly(route(DEFAULT, "2001:db8::fe", 3, 100), route(DEFAULT, "2001:db8:1::fe", 2, 100));
    }

    @Test
    void hopsThatRunPastTheEndAreNotRead() {
        assertThat(parse(MULTIPATH.replace("1c00000002", "ff00000002")))
                .containsExactly(route(DEFAULT, "2001:db8::fe", 3, 100));
        assertThat(parse(MULTIPATH.replace("1c00000203", "0400000203"))).isEmpty();
    }

    @Test
    void addressesOfTheHostItselfAreNoRoutes() {
        assertThat(parse("0a800000ff0200020000000008000f00ff0000001400010020010db8000000000000000000000001"
                        + "08000600000000000800040003000000" + TAIL))
                .isEmpty();
        assertThat(parse("0a80")).isEmpty();
    }

    @Test
    void defaultRouteOfIpv4IsNone() {
        assertThat(parse("02000000fe03000100000000" + "08000500c0000201" + "0800040002000000"))
                .isEmpty();
    }

    private static List<Rtnetlink.Route> parse(String hex) {
        return RouteMessage.parse(HexFormat.of().parseHex(hex));
    }

    private static Rtnetlink.Route route(Ipv6Prefix destination, String gateway, int link, int metric) {
        return new Rtnetlink.Route(destination, Optional.of(Ipv6Address.parse(gateway)), link, metric);
    }
}
