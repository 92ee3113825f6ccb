package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgKey;
import org.junit.jupiter.api.Test;

class ClusterNetworkTest {
    private static final ClusterNetwork NETWORK = new ClusterNetwork(Ipv6Prefix.parse("fd4c:39e5:297a::/48"));
    private static final WgKey NODE =
            new WgKey(HexFormat.of().parseHex("202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"));

    /** Computed by another implementation of SHA-256. A change here renumbers every node. */
    @Test
    void addressesFollowFromPrefixAndKey() {
        assertThat(NETWORK.mesh(NODE)).hasToString("fd4c:39e5:297a:0:72db:b733:6c76:7800");
        assertThat(NETWORK.nodes()).hasToString("fd4c:39e5:297a::/64");
        assertThat(NETWORK.pods()).hasToString("fd4c:39e5:297a:1000::/52");
        assertThat(NETWORK.services()).hasToString("fd4c:39e5:297a:f000::/108");
        assertThat(NETWORK.apiService()).hasToString("fd4c:39e5:297a:f000::1");
        assertThat(NETWORK.dnsService()).hasToString("fd4c:39e5:297a:f000::a");
    }

    @Test
    void eachNewClusterHasAnotherPrefix() {
        SecureRandom random = new SecureRandom();
        Set<ClusterNetwork> networks = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            networks.add(ClusterNetwork.random(random));
        }
        assertThat(networks)
                .hasSize(100)
                .allSatisfy(network -> assertThat(network.prefix())
                        .isEqualTo(network.prefix().network())
                        .matches(prefix -> Ipv6Prefix.parse("fd00::/8").contains(prefix.address())));
    }

    @Test
    void firstAndLastRangeOfPods() {
        assertThat(NETWORK.podRange(0)).hasToString("fd4c:39e5:297a:1000::/64");
        assertThat(NETWORK.podRange(4095)).hasToString("fd4c:39e5:297a:1fff::/64");
        for (int none : List.of(-1, 4096)) {
            assertThatThrownBy(() -> NETWORK.podRange(none)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property(tries = 200)
    void rangeOfPodsTellsItsNumber(@ForAll @IntRange(max = 4095) int index) {
        Ipv6Prefix range = NETWORK.podRange(index);
        assertThat(NETWORK.pods().contains(range.address())).isTrue();
        assertThat(NETWORK.podIndex(range)).isEqualTo(index);
    }

    @Test
    void rangeOfOthersHasNoNumber() {
        for (String other : List.of(
                "fd4c:39e5:297a:1001::/65",
                "fd4c:39e5:297a:1001::1/64",
                "fd4c:39e5:297a:2001::/64",
                "fd4c:39e5:297b:1001::/64")) {
            assertThatThrownBy(() -> NETWORK.podIndex(Ipv6Prefix.parse(other)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(other + " is no range for pods of fd4c:39e5:297a::/48");
        }
    }

    @Property(tries = 200)
    void everythingLiesInTheClustersPrefixAndApart(@ForAll @Size(32) byte[] publicKey) {
        ClusterNetwork network = ClusterNetwork.random(new SecureRandom());
        List<Ipv6Prefix> ranges = List.of(network.nodes(), network.pods(), network.services());

        assertThat(network.nodes().contains(network.mesh(new WgKey(publicKey)))).isTrue();
        for (Ipv6Prefix range : ranges) {
            assertThat(range).isEqualTo(range.network());
            assertThat(network.prefix().contains(range.address())).isTrue();
            assertThat(ranges.stream().filter(other -> overlap(range, other))).containsExactly(range);
        }
        assertThat(network.services().contains(network.apiService())).isTrue();
        assertThat(network.services().contains(network.dnsService())).isTrue();
    }

    private static boolean overlap(Ipv6Prefix one, Ipv6Prefix other) {
        return one.contains(other.address()) || other.contains(one.address());
    }

    @Property(tries = 200)
    void textIsCanonical(@ForAll @Size(32) byte[] publicKey) {
        Ipv6Address mesh = NETWORK.mesh(new WgKey(publicKey));
        assertThat(Ipv6Address.parse(mesh.toString())).isEqualTo(mesh);
        assertThat(mesh.toString()).isLowerCase().doesNotContainPattern("(^|:)0[0-9a-f]");
    }
}
