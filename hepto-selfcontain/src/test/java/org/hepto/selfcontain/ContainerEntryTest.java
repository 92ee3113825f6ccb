package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hepto.utils.Linux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which process shows the way into a node, against directories that look like those of cgroup v2. */
@Timeout(30)
class ContainerEntryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private void procs(String cgroup, String text) throws IOException {
        Path directory = Files.createDirectories(root.resolve(cgroup));
        Files.writeString(directory.resolve("cgroup.procs"), text);
    }

    @Test
    void nodeIsFoundAtTheTop() throws IOException {
        procs("", "1\n");
        procs("hepto/test_n1", "");
        procs("hepto/test_n1/init", "42\n43\n");
        procs("hepto/test_n1/node", "44\n");
        assertThat(ContainerEntry.pid(root, "test_n1", pid -> true)).contains("42");
    }

    @Test
    void nodeOfAServiceIsFoundInIt() throws IOException {
        procs("system.slice/system-hepto.slice/hepto@home.service/hepto/test_n1/init", "42\n");
        assertThat(ContainerEntry.pid(root, "test_n1", pid -> true)).contains("42");
    }

    @Test
    void otherNodesAreNotTakenForIt() throws IOException {
        procs("hepto/test_n2/init", "42\n");
        procs("hepto/test_n11/init", "43\n");
        procs("hepto/test_n1/node", "44\n");
        procs("other/test_n1/init", "45\n");
        assertThat(ContainerEntry.pid(root, "test_n1", pid -> true)).isEmpty();
    }

    @Test
    void aCgroupThatAUserHasPlantedIsNotTakenForIt() throws IOException {
        procs("a.slice/hepto/test_n1/init", "42\n");
        procs("b.slice/hepto/test_n1/init", "43\n");
        assertThat(ContainerEntry.pid(root, "test_n1", "43"::equals))
                .as("of another user namespace")
                .contains("43");
        assumeThat(Linux.geteuid()).as("only root can give files away").isZero();
        Path planted = root.resolve("b.slice/hepto/test_n1/init/cgroup.procs");
        Files.setAttribute(planted, "unix:uid", 12345);
        assertThat(ContainerEntry.pid(root, "test_n1", "43"::equals)).isEmpty();
    }

    @Test
    void processThatIsAskedForIsFoundAmongTheOthersOfTheNode() throws IOException {
        procs("hepto/test_n1/init", "42\n43\n44\n");
        assertThat(ContainerEntry.pid(root, "test_n1", "43"::equals)).contains("43");
        assertThat(ContainerEntry.pid(root, "test_n1", "45"::equals)).isEmpty();
    }

    @Test
    void pidInTheNewestNamespaceIsTheLast() {
        String self = Long.toString(ProcessHandle.current().pid());
        assertThat(ContainerEntry.innermost(self)).contains(self);
        assertThat(ContainerEntry.innermost("0")).isEmpty();
    }

    // what a kill leaves has no process, and the node may run elsewhere now
    @Test
    void remainsOfANodeAreNotTakenForIt() throws IOException {
        procs("a.service/hepto/test_n1/init", "");
        procs("c.service/hepto/test_n1/init", "");
        assertThat(ContainerEntry.pid(root, "test_n1", pid -> true)).isEmpty();
        procs("b.service/hepto/test_n1/init", "42\n");
        assertThat(ContainerEntry.pid(root, "test_n1", pid -> true)).contains("42");
    }

    @Test
    void hostWithoutCgroupsHasNoNode() throws IOException {
        assertThat(ContainerEntry.pid(root.resolve("missing"), "test_n1", pid -> true))
                .isEmpty();
    }

    // a busy host makes and removes cgroups all the time
    @Test
    void cgroupsThatGoMeanwhileDoNotHideIt() throws Exception {
        procs("hepto/test_n1/init", "42\n");
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> others = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                while (!enough.get()) {
                    for (int i = 0; i < 20; i++) {
                        Files.createDirectories(root.resolve("other" + i).resolve("below"));
                    }
                    for (int i = 0; i < 20; i++) {
                        Files.delete(root.resolve("other" + i).resolve("below"));
                        Files.delete(root.resolve("other" + i));
                    }
                }
                others.complete(null);
            } catch (IOException | RuntimeException e) {
                others.completeExceptionally(e);
            }
        });
        try {
            for (int i = 0; i < 500; i++) {
                assertThat(ContainerEntry.pid(root, "test_n1", pid -> true)).contains("42");
                assertThat(ContainerEntry.pid(root, "test_n2", pid -> true)).isEmpty();
            }
        } finally {
            enough.set(true);
            others.get(10, TimeUnit.SECONDS);
        }
    }
}
