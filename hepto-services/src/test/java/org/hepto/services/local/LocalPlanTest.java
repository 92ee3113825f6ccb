package org.hepto.services.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.Test;

class LocalPlanTest {
    private static final Path DATA = Path.of("/d");

    @Test
    void onTheUplinkNodesHaveNoStaticAddress() {
        LocalPlan plan = new LocalPlan(DATA, "c", 2, false);
        assertThat(plan.masterArguments())
                .containsExactly("--role", "master", "--cluster", "c", "--name", "m1", "--data", "/d");
        LocalPlan.Meeting meeting = new LocalPlan.Meeting(List.of("2001:db8::1", "a"), Optional.of("SHA256:x"));
        assertThat(String.join(" ", plan.arguments(plan.others().getFirst(), meeting)))
                .isEqualTo("--role node --cluster c --name n1 --data /d --key-file /d/c/m1/cluster.key"
                        + " --anchor 2001:db8::1,a --authority SHA256:x");
    }

    @Test
    void onItsOwnLinkEachNodeHasAnAddressBesideTheHost() {
        LocalPlan plan = new LocalPlan(DATA, "c", 16, true);
        assertThat(plan.linkName()).hasSizeLessThan(16);
        assertThat(plan.others()).hasSize(15);
        List<Ipv6Address> addresses = plan.others().stream()
                .map(member -> member.address().orElseThrow().address())
                .toList();
        assertThat(addresses)
                .doesNotHaveDuplicates()
                .doesNotContain(plan.hostAddress().address())
                .allMatch(plan.hostAddress()::contains)
                .allMatch(address -> address.toString().startsWith("fd"));
        assertThat(plan.masterArguments())
                .containsSubsequence("--iface", plan.linkName(), "--ip")
                .last()
                .asString()
                .endsWith("/64");
    }

    @Test
    void linksOfTwoClustersDiffer() {
        LocalPlan one = new LocalPlan(DATA, "c", 1, true);
        LocalPlan two = new LocalPlan(DATA, "d", 1, true);
        assertThat(one.linkName()).isNotEqualTo(two.linkName());
        assertThat(one.hostAddress()).isNotEqualTo(two.hostAddress());
    }
}
