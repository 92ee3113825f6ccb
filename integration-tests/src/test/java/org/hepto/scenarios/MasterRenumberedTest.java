package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.hepto.lab.Site;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The master is at a home whose provider renumbers it by a flash; one node is at a hoster with an address that stays, which
 * is the anchor of all, and one at another home behind a stateful firewall, which lets nothing in from the master's new
 * address.
 */
@Tag("soak")
@LabTest(router = false, timeoutSeconds = 3600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MasterRenumberedTest {
    private static final Duration ONE_WAY = Duration.ofMillis(20);
    private static final double LOSS = 0.005;

    /** Both learn of the other by way of the third. */
    private static final Duration BOTH_FOLLOWED = Duration.ofSeconds(60);

    private final Cluster cluster;
    private final HeptoNode m1;
    private final HeptoNode n2;
    private final Map<String, String> mesh = new HashMap<>();
    private ClusterChecks checks;
    private Map<String, String> pods;
    private Map<String, String> planes;

    MasterRenumberedTest(Lab lab) {
        // its router lets in what is asked for from outside: the node at the hoster meets the master there first
        Site home = lab.site("home").wan(ONE_WAY, LOSS);
        Site hoster = lab.site("hoster").wan(ONE_WAY, LOSS);
        Site cabin = lab.site("cabin").wan(ONE_WAY, LOSS).stateful();
        cluster = Cluster.in(lab).masterAtHome("m1", home, "n1", hoster).node("n2", cabin);
        m1 = cluster.master();
        n2 = cluster.get("n2");
    }

    @BeforeAll
    void start() {
        cluster.start();
        cluster.awaitReady();
        checks = new ClusterChecks(cluster, SpreadPods.on(cluster));
        checks.allIsWell(HeptoNode.PATIENCE);
        cluster.nodes().forEach(node -> mesh.put(node.name(), cluster.mesh(node.name())));
        pods = ClusterChecks.webServers(cluster.nodes());
        planes = ClusterChecks.planes(cluster.nodes());
    }

    @Test
    @Order(1)
    void theMasterIsFollowedWithinHalfAMinute() {
        renumber(ClusterChecks.FOLLOWED, Map.of(m1, "2001:db8:a1::/64"));
    }

    @Test
    @Order(2)
    void theMasterAndTheOtherHomeAtOnceFindEachOther() {
        renumber(BOTH_FOLLOWED, Map.of(m1, "2001:db8:a2::/64", n2, "2001:db8:a3::/64"));
    }

    private void renumber(Duration patience, Map<HeptoNode, String> prefixes) {
        prefixes.forEach((node, prefix) -> cluster.site(node.name()).renumber(prefix, false));
        long renumbered = System.nanoTime();
        prefixes.forEach((node, prefix) -> {
            Duration left = patience.minusNanos(System.nanoTime() - renumbered);
            checks.awaitFollowed(node, prefix, mesh.getOrDefault(node.name(), ""), left);
        });
        List<String> names =
                prefixes.keySet().stream().map(HeptoNode::name).sorted().toList();
        ClusterChecks.printed("renumbered by a flash, followed: " + names, renumbered);
        checks.allIsWell(HeptoNode.PATIENCE);
        assertThat(ClusterChecks.webServers(cluster.nodes())).as("pods").isEqualTo(pods);
        assertThat(ClusterChecks.planes(cluster.nodes())).as("planes").isEqualTo(planes);
    }
}
