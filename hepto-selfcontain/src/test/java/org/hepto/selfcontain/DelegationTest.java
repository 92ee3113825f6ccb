package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hepto.utils.Linux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelegationTest {
    private static final List<String> ALL = List.of("cpuset", "cpu", "io", "memory", "pids");
    private static final Cgroup TOP = new Cgroup(Cgroup.ROOT);
    private static final Cgroup OWN = TOP.child("system.slice").child("any.service");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void nodeLivesInWhatWasDelegatedToIt() {
        assertThat(new Delegation(OWN, true, true, true, ALL).base()).isEqualTo(OWN);
        assertThat(new Delegation(OWN, true, true, true, Cgroup.REQUIRED).base())
                .isEqualTo(OWN);
    }

    @Test
    void nodeOfCronOrOfALoginLivesAtTheTop() throws IOException {
        Delegation cron = new Delegation(OWN, false, true, true, ALL);
        assertThat(cron.base()).isEqualTo(TOP);
        assertThat(cron.wayOut()).isEqualTo(OWN);
    }

    @Test
    void whatCannotBeUsedIsLeftAlone() {
        assertThat(new Delegation(OWN, true, false, true, ALL).base())
                .as("read-only")
                .isEqualTo(TOP);
        assertThat(new Delegation(OWN, true, true, false, ALL).base())
                .as("with other processes")
                .isEqualTo(TOP);
        assertThat(new Delegation(OWN, true, true, true, List.of("cpu", "pids")).base())
                .as("without memory")
                .isEqualTo(TOP);
    }

    @Test
    void wayOutOfADelegatedCgroupIsALeafBesideTheNodes() throws IOException {
        Cgroup own = new Cgroup(directory);
        assertThat(new Delegation(own, true, true, true, ALL).wayOut().path())
                .isEqualTo(directory.resolve("stopped"))
                .isEmptyDirectory();
    }

    @Test
    void markOfTheServiceManagerIsRead() throws IOException {
        assumeThat(Linux.geteuid()).as("cgroups belong to root").isZero();
        assumeThat(Files.getFileStore(directory).supportsFileAttributeView("user"))
                .isTrue();
        Cgroup own = imitation(Long.toString(ProcessHandle.current().pid()));
        assertThat(Delegation.of(own)).isEqualTo(new Delegation(own, false, true, true, ALL));
        mark("0");
        assertThat(Delegation.of(own).marked()).isFalse();
        mark("1");
        assertThat(Delegation.of(own)).isEqualTo(new Delegation(own, true, true, true, ALL));
        Files.setAttribute(directory, "unix:uid", 12345);
        assertThat(Delegation.of(own).marked()).as("that of another user").isFalse();
    }

    @Test
    void otherProcessesAreSeen() throws IOException {
        long pid = ProcessHandle.current().pid();
        assertThat(Delegation.of(imitation("1\n" + pid)).alone()).isFalse();
        assertThat(Delegation.of(imitation(Long.toString(pid))).alone()).isTrue();
    }

    private void mark(String value) throws IOException {
        Files.setAttribute(directory, "user:delegate", value.getBytes(StandardCharsets.UTF_8));
    }

    private Cgroup imitation(String processes) throws IOException {
        Files.writeString(directory.resolve("cgroup.controllers"), String.join(" ", ALL) + "\n");
        Files.writeString(directory.resolve("cgroup.subtree_control"), "");
        Files.writeString(directory.resolve("cgroup.procs"), processes + "\n");
        return new Cgroup(directory);
    }
}
