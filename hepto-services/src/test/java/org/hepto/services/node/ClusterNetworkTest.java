package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgKey;
import org.junit.jupiter.api.Test;

class ClusterNetworkTest {
    private static final ClusterKey KEY =
            ClusterKey.parse("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
    private static final WgKey NODE =
            new WgKey(HexFormat.of().parseHex("202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"));

    /** Computed by another implementation of HMAC and SHA-256. A change here renumbers every cluster. */
    @Test
    void addressesFollowFromNameAndKeys() {
        ClusterNetwork network = ClusterNetwork.of("home", KEY);
        assertThat(network.prefix()).hasToString("fd4c:39e5:297a::/48");
        assertThat(network.mesh(NODE)).hasToString("fd4c:39e5:297a:0:72db:b733:6c76:7800");
        assertThat(network.pods()).hasToString("fd4c:39e5:297a:1000::/52");
        assertThat(network.services()).hasToString("fd4c:39e5:297a:f000::/108");
        assertThat(network.apiService()).hasToString("fd4c:39e5:297a:f000::1");
        assertThat(network.dnsService()).hasToString("fd4c:39e5:297a:f000::a");
        assertThat(network.hostSide(NODE)).hasToString("fd4c:39e5:297a:ff00:72db:b733:6c76:0");
        assertThat(network.nodeSide(NODE)).hasToString("fd4c:39e5:297a:ff00:72db:b733:6c76:1");
        assertThat(ClusterNetwork.of("other", KEY).prefix()).hasToString("fd8b:f4fc:ecdd::/48");
    }

    @Test
    void keyAndNameBothCount() {
        ClusterNetwork network = ClusterNetwork.of("home", KEY);
        assertThat(ClusterNetwork.of("home", KEY)).isEqualTo(network);
        assertThat(ClusterNetwork.of("home", TestNodes.KEY)).isNotEqualTo(network);
        assertThat(ClusterNetwork.of("hom", KEY)).isNotEqualTo(network);
    }

    @Property(tries = 200)
    void everythingLiesInTheClustersPrefixAndApart(
            @ForAll @Size(16) byte[] secret, @ForAll @Size(32) byte[] publicKey) {
        ClusterNetwork network =
                ClusterNetwork.of("c", ClusterKey.parse(HexFormat.of().formatHex(secret)));
        WgKey node = new WgKey(publicKey);
        Ipv6Prefix pair = new Ipv6Prefix(network.hostSide(node), 127);
        List<Ipv6Prefix> ranges =
                List.of(new Ipv6Prefix(network.mesh(node), 64).network(), network.pods(), network.services(), pair);

        assertThat(Ipv6Prefix.parse("fd00::/8").contains(network.prefix().address()))
                .isTrue();
        assertThat(network.prefix()).isEqualTo(network.prefix().network());
        for (Ipv6Prefix range : ranges) {
            assertThat(range).isEqualTo(range.network());
            assertThat(network.prefix().contains(range.address())).isTrue();
            assertThat(ranges.stream().filter(other -> overlap(range, other))).containsExactly(range);
        }
        assertThat(pair.contains(network.nodeSide(node))).isTrue();
        assertThat(network.nodeSide(node)).isNotEqualTo(network.hostSide(node));
        assertThat(network.services().contains(network.apiService())).isTrue();
        assertThat(network.services().contains(network.dnsService())).isTrue();
    }

    private static boolean overlap(Ipv6Prefix one, Ipv6Prefix other) {
        return one.contains(other.address()) || other.contains(one.address());
    }

    @Property(tries = 200)
    void textIsCanonical(@ForAll @Size(32) byte[] publicKey) {
        Ipv6Address mesh = ClusterNetwork.of("c", KEY).mesh(new WgKey(publicKey));
        assertThat(Ipv6Address.parse(mesh.toString())).isEqualTo(mesh);
        assertThat(mesh.toString()).isLowerCase().doesNotContainPattern("(^|:)0[0-9a-f]");
    }
}
