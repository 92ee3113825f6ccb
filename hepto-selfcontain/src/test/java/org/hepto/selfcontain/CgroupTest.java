package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hepto.utils.Linux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CgroupTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void pathIsThatOfTheUnifiedHierarchy() throws IOException {
        List<String> hybrid = List.of("4:memory:/user.slice", "1:name=systemd:/", "0::/hepto.slice/a b.scope");
        assertThat(Cgroup.parse(hybrid).path()).isEqualTo(Path.of("/sys/fs/cgroup/hepto.slice/a b.scope"));
        assertThat(Cgroup.parse(List.of("0::/")).path()).isEqualTo(Cgroup.ROOT);
        assertThat(Cgroup.parse(List.of("0::/")).procs()).isEqualTo(Path.of("/sys/fs/cgroup/cgroup.procs"));
    }

    @Test
    void processWithoutACgroupOfVersion2IsAnError() {
        assertThatThrownBy(() -> Cgroup.parse(List.of("4:memory:/", "10::/")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no cgroup v2 hierarchy");
    }

    @Test
    void nodeHasALeafForEachPlaneAndOneForShims() {
        NodeCgroup cgroup = NodeCgroup.of(new Cgroup(Cgroup.ROOT), "test_n1");
        assertThat(cgroup.node().path()).isEqualTo(Path.of("/sys/fs/cgroup/hepto/test_n1"));
        assertThat(cgroup.parent().path()).isEqualTo(Path.of("/sys/fs/cgroup/hepto"));
        assertThat(CgroupLeaf.values())
                .extracting(CgroupLeaf::directory)
                .containsExactly("init", "control-plane", "node", "shims", "kubepods");
        assertThat(CgroupLeaf.SHIMS.path()).isEqualTo(Path.of("/sys/fs/cgroup/shims"));
    }

    @Test
    void controllersThatPodsNeedAreEnabled() throws IOException {
        Path control = fixture("cpuset cpu io memory hugetlb pids rdma\n");
        new Cgroup(directory).enableControllers();
        // each is a write of its own: this file keeps the last
        assertThat(control).hasContent("+cpuset");
    }

    @Test
    void missingControllerIsNamed() throws IOException {
        fixture("cpu pids\n");
        assertThatThrownBy(() -> new Cgroup(directory).enableControllers())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no memory controller");
    }

    @Test
    void nodeCanDoWithoutAccountingOfIo() throws IOException {
        Path control = fixture("cpu memory pids\n");
        new Cgroup(directory).enableControllers();
        assertThat(control).content().startsWith("+pids").doesNotContain("io");
    }

    private Path fixture(String controllers) throws IOException {
        Files.writeString(directory.resolve("cgroup.controllers"), controllers);
        return Files.createFile(directory.resolve("cgroup.subtree_control"));
    }

    /** What a node that was killed leaves: a tree with a process deep in it. */
    @Test
    @Timeout(30)
    void leftoverTreeIsRemovedWithItsProcesses() throws Exception {
        Cgroup leftover =
                unified().child("hepto-test-" + ProcessHandle.current().pid());
        Cgroup leaf = leftover.child("kubepods").child("pod");
        leaf.create();
        Process process = new ProcessBuilder("sleep", "60").start();
        Files.writeString(leaf.procs(), Long.toString(process.pid()));
        assertThat(leftover.exists()).isTrue();
        leftover.remove();
        assertThat(leftover.exists()).isFalse();
        assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
        leftover.remove();
    }

    /** Cgroup v2 is the whole of /sys/fs/cgroup, or a part of it beside v1. */
    private static Cgroup unified() {
        Path found = Stream.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/unified"))
                .filter(path -> Files.exists(path.resolve("cgroup.controllers")))
                .findFirst()
                .orElse(Path.of("/nowhere"));
        assumeTrue(Linux.geteuid() == 0, "only root makes cgroups");
        assumeTrue(Files.exists(found), "this kernel has no cgroup v2 mounted");
        return new Cgroup(found);
    }
}
