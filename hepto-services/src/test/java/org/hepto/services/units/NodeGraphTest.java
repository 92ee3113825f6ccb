package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hepto.daeman.UnitEdge;
import org.hepto.daeman.UnitGraph;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.Test;

/** A graph with a cycle or a missing need is refused when it is made. */
class NodeGraphTest {
    private static final Path DATA = Path.of("/data");

    private final UnitGraph master = TestGraphs.of(TestNodes.master(DATA));
    private final UnitGraph node = TestGraphs.of(TestNodes.node(DATA));

    @Test
    void masterHasTheControlPlaneOnTop() {
        assertThat(node.names())
                .containsExactlyInAnyOrder(
                        "address",
                        "nameservers",
                        "filter",
                        "wireguard",
                        "gossip",
                        "peers",
                        "keys",
                        "node-certificate",
                        "node-plane",
                        "containerd",
                        "kubelet",
                        "pod-network",
                        "proxy",
                        "dns",
                        "node");
        assertThat(master.names())
                .containsAll(node.names())
                .contains(
                        "authorities",
                        "control-plane-certificates",
                        "control-plane",
                        "etcd",
                        "apiserver",
                        "bootstrap",
                        "admissions",
                        "nodes",
                        "controller-manager",
                        "scheduler")
                .hasSize(25);
    }

    @Test
    void unitsComeAfterWhatTheyDependOn() {
        for (UnitGraph graph : List.of(master, node)) {
            assertThat(graph.edges())
                    .isNotEmpty()
                    .allSatisfy(edge -> assertThat(graph.names()).containsSubsequence(edge.on(), edge.unit()));
            assertThat(graph.names().getFirst()).isEqualTo("address");
            assertThat(graph.names().getLast()).isEqualTo("node");
        }
        assertThat(master.names())
                .containsSubsequence("etcd", "apiserver", "bootstrap", "dns")
                .containsSubsequence("apiserver", "kubelet", "node");
    }

    // pods and what serves them outlive a crash of the control plane
    @Test
    void nodesPartIsNeverRestartedWithTheControlPlane() {
        List<String> controlPlane =
                List.of("control-plane", "etcd", "apiserver", "bootstrap", "nodes", "controller-manager", "scheduler");
        assertThat(master.edges())
                .filteredOn(edge -> edge.kind() == UnitEdge.Kind.NEEDS && controlPlane.contains(edge.on()))
                .allSatisfy(edge -> assertThat(controlPlane).contains(edge.unit()));
        assertThat(master.edges()).contains(new UnitEdge("kubelet", "apiserver", UnitEdge.Kind.AFTER));
        assertThat(node.edges()).noneMatch(edge -> controlPlane.contains(edge.on()));
    }

    @Test
    void componentsAreRestartedWithTheirProcess() {
        for (String unit : List.of("etcd", "apiserver", "controller-manager", "scheduler")) {
            assertThat(master.edges()).contains(new UnitEdge(unit, "control-plane", UnitEdge.Kind.NEEDS));
        }
        for (String unit : List.of("containerd", "kubelet", "proxy", "dns")) {
            assertThat(master.edges()).contains(new UnitEdge(unit, "node-plane", UnitEdge.Kind.NEEDS));
        }
    }

    @Test
    void onlyAMasterHasAuthorities() {
        assertThat(node.names()).doesNotContain("authorities", "control-plane-certificates", "admissions", "nodes");
        assertThat(node.edges())
                .filteredOn(edge -> edge.unit().equals("node-certificate"))
                .containsExactly(new UnitEdge("node-certificate", "gossip", UnitEdge.Kind.FOLLOWS));
    }

    @Test
    void apiserverStartsWithoutGossipAndTheOtherWayRound() {
        assertThat(master.edges())
                .contains(new UnitEdge("gossip", "wireguard", UnitEdge.Kind.NEEDS))
                .noneMatch(edge -> edge.unit().equals("apiserver") && edge.on().equals("gossip"))
                .noneMatch(edge -> edge.unit().equals("gossip") && edge.on().equals("apiserver"));
    }

    /** The table of the document is what {@link UnitGraph#toString} says of a master. */
    @Test
    void designDocumentHasTheUnitsOfAMaster() throws IOException {
        String document = Files.readString(Path.of("../docs/design.md"));
        assertThat(document).contains("```\n" + master + "\n```");
    }
}
