package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Rtnetlink;
import org.junit.jupiter.api.Test;

class HostNetworkTest {
    @Test
    void onlyNameserversThatANodeCanReachAreTaken() {
        String text = """
                # nameserver 2001:db8::1
                ; nameserver 2001:db8::2
                search example.org
                options edns0
                nameserver
                nameserver 192.0.2.1
                nameserver 127.0.0.53
                nameserver ::1
                nameserver fe80::1%eth0
                nameserver fe80::1
                nameserver not-an-address
                \tnameserver \t2001:DB8:0::53   # the router
                nameserver 2606:4700:4700::1111
                """;
        assertThat(HostNetwork.parseResolvConf(text))
                .containsExactly(Ipv6Address.parse("2001:db8::53"), Ipv6Address.parse("2606:4700:4700::1111"));
        assertThat(HostNetwork.parseResolvConf("")).isEmpty();
    }

    private static void require(List<String> onLink, String given) {
        HostNetwork.requireFree(
                "eth0",
                List.of(Ipv6Address.parse("2001:db8::1")),
                onLink.stream().map(Ipv6Prefix::parse).toList(),
                Ipv6Prefix.parse(given));
    }

    @Test
    void anAddressOfTheNodeIsOneThatARouteOfTheLinkCovers() {
        require(List.of("2001:db8::/64", "fe80::/64"), "2001:db8::2/64");
        require(List.of("2001:db8::/64", "2001:db8:1::/56"), "2001:db8:1:2::3/128");
        assertThatThrownBy(() -> require(List.of("2001:db8::/64"), "2001:db8:1::2/64"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is in no prefix of eth0 (2001:db8::/64)");
        assertThatThrownBy(() -> require(List.of("2001:db8::/64"), "2001:db8::1/64"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is the host's own address");
    }

    @Test
    void aHostWithOneAddressOf128MayHaveANodeBesideIt() {
        require(List.of("2001:db8::1/128", "fe80::/64"), "2001:db8::2/128");
        require(List.of("::/0"), "2001:db8:1::2/64");
    }

    @Test
    void ofSeveralDefaultRoutesTheOneOfTheLowestMetricCounts() {
        assertThat(HostNetwork.defaultLink(List.of())).isEmpty();
        assertThat(HostNetwork.defaultLink(List.of(route("2001:db8::/64", 2, 1))))
                .isEmpty();
        assertThat(HostNetwork.defaultLink(
                        List.of(route("::/0", 2, 1024), route("::/0", 4, 100), route("::/0", 3, 100))))
                .hasValue(4);
        // the kernel's metrics have no sign
        assertThat(HostNetwork.defaultLink(List.of(route("::/0", 2, -1), route("::/0", 3, 1024))))
                .hasValue(3);
    }

    private static Rtnetlink.Route route(String destination, int link, int metric) {
        Optional<Ipv6Address> gateway = Optional.of(Ipv6Address.parse("fe80::1"));
        return new Rtnetlink.Route(Ipv6Prefix.parse(destination), gateway, link, metric);
    }

    @Test
    void unknownInterfaceIsRefusedWithTheOnesThereAre() throws Exception {
        try (HostNetwork host = new HostNetwork()) {
            assertThatThrownBy(() -> host.uplink(Optional.of("no-such-link")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("there is no interface 'no-such-link'; this host has [")
                    .hasMessageNotContaining("lo,");
            assertThat(host.uplink(Optional.of("lo")).name()).isEqualTo("lo");
        }
    }
}
