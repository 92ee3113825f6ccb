package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Rtnetlink;
import org.junit.jupiter.api.Test;

class UplinkStateTest {
    private static final Rtnetlink.Link LO = new Rtnetlink.Link(1, "lo", 65536, true);
    private static final Rtnetlink.Link ETH0 = new Rtnetlink.Link(2, "eth0", 1500, true);
    private static final Rtnetlink.Link ETH1 = new Rtnetlink.Link(3, "eth1", 1500, false);
    private static final Rtnetlink.Link ODD = new Rtnetlink.Link(4, "a;b", 1500, false);

    private static final Rtnetlink.Link NARROWEST = new Rtnetlink.Link(5, "ppp0", 1360, true);
    private static final Rtnetlink.Link NARROW = new Rtnetlink.Link(6, "ppp1", 1359, true);

    /** A host as a test wants it. */
    private record Fake(List<Rtnetlink.Route> routes, Set<String> addressed, Set<String> withoutIpv6)
            implements UplinkState.Host {
        @Override
        public List<Rtnetlink.Link> links() {
            return List.of(LO, ETH0, ETH1, ODD, NARROW, NARROWEST);
        }

        @Override
        public boolean hasGlobalAddress(Rtnetlink.Link link) {
            return addressed.contains(link.name());
        }

        @Override
        public boolean isIpv6Off(String link) {
            return withoutIpv6.contains(link);
        }
    }

    private static final Fake COMPLETE = new Fake(List.of(route("::/0", 2, 1024)), Set.of("eth0"), Set.of());
    private static final Fake SILENT = new Fake(List.of(), Set.of(), Set.of());

    private static UplinkState byRoute(Fake host) {
        return UplinkState.of(host, Optional.empty(), false);
    }

    private static UplinkState named(Fake host, String name) {
        return UplinkState.of(host, Optional.of(name), false);
    }

    @Test
    void hostWithDefaultRouteAndAddressIsReady() {
        assertThat(byRoute(COMPLETE)).isEqualTo(new UplinkState.Ready(ETH0));
        assertThat(named(COMPLETE, "eth0")).isEqualTo(new UplinkState.Ready(ETH0));
    }

    @Test
    void withoutDefaultRouteNothingIsEnough() {
        assertThat(byRoute(SILENT)).isInstanceOfSatisfying(UplinkState.Missing.class, missing -> {
            assertThat(missing.awaited()).isEqualTo("a default route for IPv6");
            assertThat(missing.enough()).isEmpty();
            assertThat(missing.problem()).contains("--iface", "[eth0, eth1, a;b, ppp1, ppp0]");
        });
    }

    @Test
    void withoutGlobalAddressTheInterfaceIsEnough() {
        assertThat(named(SILENT, "eth0")).isInstanceOfSatisfying(UplinkState.Missing.class, missing -> {
            assertThat(missing.awaited()).isEqualTo("a router advertisement on eth0");
            assertThat(missing.enough()).contains(ETH0);
        });
    }

    @Test
    void staticAddressNeedsNoAdvertisement() {
        assertThat(UplinkState.of(SILENT, Optional.of("eth0"), true)).isEqualTo(new UplinkState.Ready(ETH0));
    }

    @Test
    void interfaceThatIsDownMayStillComeUp() {
        assertThat(named(SILENT, "eth1")).isInstanceOfSatisfying(UplinkState.Missing.class, missing -> {
            assertThat(missing.enough()).isEmpty();
            assertThat(missing.problem()).endsWith("ip link set eth1 up");
        });
    }

    // the kernel allows all but slashes and white space in a name
    @Test
    void commandsToCopyAreQuotedForTheShell() {
        assertThat(named(SILENT, "a;b"))
                .isInstanceOfSatisfying(
                        UplinkState.Missing.class,
                        missing -> assertThat(missing.problem()).endsWith("ip link set 'a;b' up"));
    }

    @Test
    void meshNeedsRoomForIpv6() {
        refused(
                COMPLETE,
                "ppp1",
                "the interface ppp1 has an MTU below 1360: 1359 leave the mesh no room for IPv6; raise it: ip link set ppp1 mtu 1360");
        assertThat(named(COMPLETE, "ppp0")).isInstanceOf(UplinkState.Missing.class);
    }

    @Test
    void whatWillNeverComeIsRefused() {
        refused(
                COMPLETE,
                "eth9",
                "there is no interface 'eth9'; name the interface to the Internet with --iface, of [eth0, eth1, a;b, ppp1, ppp0]");
        refused(COMPLETE, "lo", "lo leads nowhere");
        refused(
                new Fake(List.of(), Set.of(), Set.of("eth0")),
                "eth0",
                "IPv6 is switched off on the interface eth0; switch it on: sysctl -w net/ipv6/conf/eth0/disable_ipv6=0");
    }

    private static void refused(Fake host, String name, String message) {
        assertThatThrownBy(() -> named(host, name))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void ofSeveralDefaultRoutesTheOneOfTheLowestMetricCounts() {
        assertThat(UplinkState.defaultLink(List.of())).isEmpty();
        assertThat(UplinkState.defaultLink(List.of(route("2001:db8::/64", 2, 1))))
                .isEmpty();
        assertThat(UplinkState.defaultLink(
                        List.of(route("::/0", 2, 1024), route("::/0", 4, 100), route("::/0", 3, 100))))
                .hasValue(4);
        // the kernel's metrics have no sign
        assertThat(UplinkState.defaultLink(List.of(route("::/0", 2, -1), route("::/0", 3, 1024))))
                .hasValue(3);
    }

    private static Rtnetlink.Route route(String destination, int link, int metric) {
        Optional<Ipv6Address> gateway = Optional.of(Ipv6Address.parse("fe80::1"));
        return new Rtnetlink.Route(Ipv6Prefix.parse(destination), gateway, link, metric);
    }
}
