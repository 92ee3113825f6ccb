package org.hepto.services.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hepto.services.control.Invitation;
import org.hepto.services.control.NodeIdentity;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.node.Build;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.NodePaths;
import org.hepto.utils.Ipv6Prefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterTest {
    @TempDir
    private Path data;

    private final FakeWorld world = new FakeWorld();
    private final List<String> lines = new ArrayList<>();
    private final LocalCluster cluster = new LocalCluster(world, lines::add);

    private LocalOptions options(boolean keep) {
        return new LocalOptions(3, "local", data, Duration.ofSeconds(100), keep, false);
    }

    @Test
    void masterIsReadyBeforeTheOthersStart() throws Exception {
        assertThat(cluster.up(options(false))).isEqualTo(data.resolve("local/m1/kubeconfig"));
        assertThat(world.calls).containsExactly("start m1", "ready m1", "start n1", "start n2", "ready n1", "ready n2");
        assertThat(world.arguments.get(1)).contains("--anchor 2001:db8::1 --authority SHA256:x");
        assertThat(lines).contains("m1 is Ready after 0 s", "n2 takes 3.0 MiB of memory");
    }

    @Test
    void withoutUplinkTheClusterHasALinkOfItsOwn() throws Exception {
        world.problem = Optional.of("no route");
        cluster.up(options(false));
        assertThat(world.calls.getFirst()).startsWith("add hepto-");
        assertThat(lines.getFirst()).contains("no route", "pods will not reach the outside");
        cluster.down(data, "local");
        assertThat(world.calls.getLast()).startsWith("remove hepto-");
    }

    @Test
    void aNodeThatEndsIsNamedAndAllAreStopped() {
        world.dying.add("n1");
        assertThatThrownBy(() -> cluster.up(options(false)))
                .isInstanceOf(IOException.class)
                .hasMessage("node n1 ended; %s says last: no luck".formatted(data.resolve("local/n1.log")));
        assertThat(world.alive).isEmpty();
        assertThat(data.resolve("local/up.properties")).exists();
    }

    @Test
    void kept() {
        world.dying.add("n2");
        assertThatThrownBy(() -> cluster.up(options(true))).hasMessageContaining("n2 ended");
        assertThat(world.alive).hasSize(2);
    }

    @Test
    void aNodeThatIsNotReadyInTimeIsNamed() {
        world.slow.add("m1");
        assertThatThrownBy(() -> cluster.up(options(false)))
                .hasMessageContaining("node m1 not ready after 100 s (wrong key)");
        assertThat(world.alive).isEmpty();
        assertThat(world.calls).doesNotContain("start n1");
    }

    @Test
    void downRemovesAllAndIsIdempotent() throws Exception {
        cluster.up(options(false));
        cluster.down(data, "local");
        assertThat(world.alive).isEmpty();
        assertThat(world.calls).contains("delete m1", "delete n2").noneMatch(call -> call.startsWith("remove"));
        assertThat(data.resolve("local")).doesNotExist();
        cluster.down(data, "local");
        assertThat(lines.getLast()).startsWith("there is no cluster");
    }

    @Test
    void aClusterThatIsThereIsRefused() throws Exception {
        cluster.up(options(false));
        assertThatThrownBy(() -> new LocalCluster(world, lines::add).up(options(false)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("hepto down");
        assertThat(world.alive).hasSize(3);
    }

    @Test
    void whatUpDidNotMakeIsLeftAlone() throws Exception {
        Files.createDirectories(data.resolve("local/berlin"));
        assertThatThrownBy(() -> cluster.down(data, "local")).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> cluster.up(options(false))).isInstanceOf(ConfigException.class);
        cluster.cancel(options(false));
        assertThat(world.calls).isEmpty();
        assertThat(data.resolve("local/berlin")).exists();
    }

    @Test
    void aNodeThatDoesNotStopKeepsItsData() throws Exception {
        cluster.up(options(false));
        world.stubborn = true;
        assertThatThrownBy(() -> cluster.down(data, "local")).hasMessageContaining("did not stop");
        assertThat(world.calls).noneMatch(call -> call.startsWith("delete"));
    }

    @Test
    void recordSurvivesItsFile() throws Exception {
        LocalRecord record = new LocalRecord(true, Map.of("m1", new LocalProcess(4, 5, "b")));
        record.write(data);
        assertThat(LocalRecord.read(data)).isEqualTo(record);
        Files.writeString(LocalRecord.file(data), "process.m1=kill all");
        assertThatThrownBy(() -> LocalRecord.read(data)).isInstanceOf(ConfigException.class);
    }

    /** Nodes are ready at once, unless told otherwise; sleeping passes time. */
    private static final class FakeWorld implements LocalWorld {
        final List<String> calls = new ArrayList<>();
        final List<String> arguments = new ArrayList<>();
        final List<String> names = new ArrayList<>();
        final Set<Long> alive = new HashSet<>();
        final Set<String> dying = new HashSet<>();
        final Set<String> slow = new HashSet<>();
        Optional<String> problem = Optional.empty();
        boolean stubborn;
        long now;

        @Override
        public boolean isRoot() {
            return true;
        }

        @Override
        public Optional<String> uplinkProblem() {
            return problem;
        }

        @Override
        public void addLink(String name, Ipv6Prefix address) {
            calls.add("add " + name);
        }

        @Override
        public void removeLink(String name) {
            calls.add("remove " + name);
        }

        @Override
        public LocalProcess start(List<String> given, Path log) {
            String name = given.get(given.indexOf("--name") + 1);
            calls.add("start " + name);
            arguments.add(String.join(" ", given));
            names.add(name);
            long pid = names.size();
            if (!dying.contains(name)) {
                alive.add(pid);
            }
            return new LocalProcess(pid, 7, "boot");
        }

        @Override
        public boolean isAlive(LocalProcess process) {
            return alive.contains(process.pid());
        }

        @Override
        public void terminate(LocalProcess process) {
            if (!stubborn) {
                alive.remove(process.pid());
            }
        }

        @Override
        public Optional<NodeStatus> status(NodePaths paths) {
            String name = paths.data().getFileName().toString();
            boolean ready = !slow.contains(name);
            if (ready && !calls.contains("ready " + name)) {
                calls.add("ready " + name);
            }
            return Optional.of(new NodeStatus(
                    new NodeIdentity("local", name, "node", Optional.empty()),
                    new Build("1", "1"),
                    1,
                    ready,
                    Optional.empty(),
                    List.of(),
                    Map.of("a", 1L << 20, "b", 2L << 20),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    ready ? Optional.empty() : Optional.of("wrong key")));
        }

        @Override
        public Optional<Invitation> invite(NodePaths paths) {
            return Optional.of(new Invitation("local", List.of("2001:db8::1"), "SHA256:x"));
        }

        @Override
        public String lastLine(Path file) {
            return "no luck";
        }

        @Override
        public void delete(NodePaths paths) {
            calls.add("delete " + paths.data().getFileName());
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public void sleep(Duration duration) {
            now += duration.toNanos();
        }
    }
}
