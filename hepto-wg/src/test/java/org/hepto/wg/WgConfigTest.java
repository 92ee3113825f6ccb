package org.hepto.wg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.Test;

class WgConfigTest {
    private static final WgPrivateKey KEY = WgPrivateKey.generate();

    private static WgConfig config(WgPeer... peers) {
        return new WgConfig(KEY, 51820, List.of(peers));
    }

    @Test
    void equalPeersMakeEqualConfigurations() {
        assertThat(config(Peers.peer(1, "fd00::1/128", "fd00:1::/64")))
                .isEqualTo(config(Peers.peer(1, "fd00:1::7/64", "fd00::1/128")))
                .isNotEqualTo(config(Peers.peer(1, "fd00::1/128")));
    }

    @Test
    void allowedIpOfTwoPeersIsRefused() {
        assertThatThrownBy(() -> config(Peers.peer(1, "fd00:1::/64"), Peers.peer(2, "fd00:1::5/64")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fd00:1::/64");
    }

    @Test
    void peerThatIsThereTwiceIsRefused() {
        assertThatThrownBy(() -> config(Peers.peer(1), Peers.peer(1, "fd00::1/128")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void endpointIsPrintedAsInAUrl() {
        assertThat(new WgEndpoint(Ipv6Address.parse("2001:db8:0::1"), 51820)).hasToString("[2001:db8::1]:51820");
        assertThatThrownBy(() -> new WgEndpoint(Ipv6Address.LOOPBACK, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepaliveFits16Bits() {
        assertThatThrownBy(() -> new WgPeer(Peers.key(1), Optional.empty(), 65536, Peers.prefixes()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
