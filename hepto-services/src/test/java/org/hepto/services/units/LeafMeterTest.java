package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitGraph;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeafMeterTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path cgroups;

    private final UnitGraph graph = TestGraphs.of(TestNodes.master(Path.of("/data")));

    private void stat(String leaf, String text) throws IOException {
        Files.createDirectories(cgroups.resolve(leaf));
        Files.writeString(cgroups.resolve(leaf).resolve("cpu.stat"), text);
    }

    private List<String> unitsThatUsed(Duration time) {
        LeafMeter meter = new LeafMeter(cgroups);
        return graph.units().stream()
                .filter(unit -> meter.used(unit).equals(Optional.of(time)))
                .map(unit -> unit.key().name())
                .toList();
    }

    @Test
    void componentsWorkInTheLeafOfTheirPlaneAndTheRestInTheDaemons() throws IOException {
        stat("control-plane", "usage_usec 2000001\nuser_usec 1\n");
        stat("node", "usage_usec 3000000\n");
        stat("init", "user_usec 7\nusage_usec 4000000\n");
        assertThat(unitsThatUsed(Duration.ofNanos(2_000_001_000)))
                .containsExactlyInAnyOrder("control-plane", "etcd", "apiserver", "controller-manager", "scheduler");
        assertThat(unitsThatUsed(Duration.ofSeconds(3)))
                .containsExactlyInAnyOrder("node-plane", "containerd", "kubelet", "proxy", "dns");
        assertThat(unitsThatUsed(Duration.ofSeconds(4)))
                .containsExactlyInAnyOrder(
                        "address",
                        "nameservers",
                        "filter",
                        "wireguard",
                        "gossip",
                        "peers",
                        "keys",
                        "admissions",
                        "nodes",
                        "authorities",
                        "control-plane-certificates",
                        "node-certificate",
                        "bootstrap",
                        "pod-network",
                        "node");
    }

    @Test
    void knowsNothingWhereThereIsNoCgroup() {
        Unit<?> first = graph.units().getFirst();
        assertThat(new LeafMeter(cgroups.resolve("missing")).used(first)).isEmpty();
    }
}
