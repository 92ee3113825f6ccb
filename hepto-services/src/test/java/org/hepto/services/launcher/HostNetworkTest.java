package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.junit.jupiter.api.Test;

class HostNetworkTest {
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
    void uplinkIsLookedForAmongTheLinksOfTheHost() throws Exception {
        try (HostNetwork host = new HostNetwork()) {
            assertThatThrownBy(() -> host.uplink(Optional.of("no-such-link"), false))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("there is no interface 'no-such-link'; ")
                    .hasMessageNotContaining("lo,");
        }
    }
}
