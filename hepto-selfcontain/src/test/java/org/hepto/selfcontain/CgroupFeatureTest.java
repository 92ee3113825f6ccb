package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each reason has its own remedy. */
class CgroupFeatureTest {
    private static final List<String> UNIFIED = List.of("0::/system.slice/cron.service");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private KernelFeature look(List<String> memberships) throws IOException {
        return CgroupFeature.of(new Cgroup(directory), memberships);
    }

    private void controllers(String list) throws IOException {
        Files.writeString(directory.resolve("cgroup.controllers"), list + "\n");
    }

    @Test
    void writableHierarchyWithTheControllersOfPodsWillDo() throws IOException {
        controllers("cpu memory pids");
        Files.createFile(directory.resolve("cgroup.subtree_control"));
        assertThat(look(UNIFIED).problem()).isEmpty();
    }

    @Test
    void missingHierarchyIsABootOption() throws IOException {
        assertThat(look(UNIFIED).problem()).contains("none at " + directory);
        assertThat(look(UNIFIED).remedy()).startsWith("boot with systemd.unified_cgroup_hierarchy=1");
    }

    @Test
    void missingControllerIsABootOptionOfTheKernel() throws IOException {
        controllers("cpu pids");
        assertThat(look(UNIFIED).problem()).contains("no memory controller in " + directory);
        assertThat(look(UNIFIED).remedy()).isEqualTo("boot with cgroup_enable=memory");
    }

    @Test
    void controllerOfVersion1IsToBeGivenBack() throws IOException {
        controllers("memory pids");
        List<String> hybrid = List.of("4:cpuacct,cpu:/", "1:name=systemd:/", "0::/");
        assertThat(look(hybrid).remedy()).isEqualTo("cgroup v1 has it: boot with systemd.unified_cgroup_hierarchy=1");
    }

    /** As in a container that was started with a shell, and its own cgroup as the top. */
    @Test
    void otherProcessesInTheCgroupAreToBeMoved() throws IOException {
        controllers("cpu memory pids");
        Path control = Files.createFile(directory.resolve("cgroup.subtree_control"));
        String own = ProcessHandle.current().pid() + "\n";
        Path procs = Files.writeString(directory.resolve("cgroup.procs"), own);
        Path type = Files.writeString(directory.resolve("cgroup.type"), "domain\n");
        assertThat(look(UNIFIED).problem()).as("it moves itself").isEmpty();
        Files.writeString(procs, "0\n" + own);
        assertThat(look(UNIFIED).problem())
                .contains("processes in %s keep it from handing on the memory controller".formatted(directory));
        assertThat(look(UNIFIED).remedy()).startsWith("move them: mkdir " + directory.resolve("init"));
        Files.writeString(control, "cpu memory pids\n");
        assertThat(look(UNIFIED).problem()).as("it was done before").isEmpty();
        Files.writeString(control, "");
        Files.delete(type);
        assertThat(look(UNIFIED).problem()).as("the top of the hierarchy").isEmpty();
    }

    @Test
    void hierarchyThatRefusesChangesIsToBeMountedAgain() throws IOException {
        controllers("cpu memory pids");
        // opened for writing, a directory is refused as a file on a read-only mount is
        Files.createDirectory(directory.resolve("cgroup.subtree_control"));
        assertThat(look(UNIFIED).problem())
                .hasValueSatisfying(v -> assertThat(v).contains("cgroup.subtree_control"));
        assertThat(look(UNIFIED).remedy()).contains("mount -o remount,rw /sys/fs/cgroup");
    }
}
