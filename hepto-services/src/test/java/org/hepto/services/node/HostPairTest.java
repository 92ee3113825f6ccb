package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.hepto.selfcontain.ContainerSpec;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgKey;
import org.junit.jupiter.api.Test;

class HostPairTest {
    private static final WgKey NODE =
            new WgKey(HexFormat.of().parseHex("202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"));

    /** Computed by another implementation of SHA-256. */
    @Test
    void addressesNameAndMetricFollowFromTheKey() {
        HostPair pair = HostPair.of(NODE);
        assertThat(pair.host()).hasToString("fdf5:e1b3:c755:fd22:71dd:419:11c2:8cd2");
        assertThat(pair.node()).hasToString("fdf5:e1b3:c755:fd22:71dd:419:11c2:8cd3");
        assertThat(pair.link("home_n1"))
                .isEqualTo(
                        new ContainerSpec.HostLink("hepto71dd0419", "hepto home_n1", pair.host(), pair.node(), 3049));
    }

    @Property(tries = 200)
    void bothEndsAreTheTwoOfOnePrefix(@ForAll @Size(32) byte[] publicKey) {
        HostPair pair = HostPair.of(new WgKey(publicKey));
        Ipv6Prefix prefix = new Ipv6Prefix(pair.host(), 127);
        assertThat(Ipv6Prefix.parse("fd00::/8").contains(pair.host())).isTrue();
        assertThat(prefix.network()).isEqualTo(prefix);
        assertThat(prefix.contains(pair.node())).isTrue();
        assertThat(pair.node()).isNotEqualTo(pair.host());
        // IFNAMSIZ of linux/if.h, less the zero
        assertThat(pair.link("c_n").device()).hasSizeLessThanOrEqualTo(15);
        assertThat(pair.link("c_n").metric()).isBetween(2000, 2000 + 4095);
    }
}
