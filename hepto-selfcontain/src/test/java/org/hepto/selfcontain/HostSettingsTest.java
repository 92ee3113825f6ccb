package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against flock(1) as the other process. */
@Timeout(30)
class HostSettingsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("hepto.sysctls");
    }

    private int flock(String kind) throws IOException, InterruptedException {
        return new ProcessBuilder("flock", kind, "--nonblock", file.toString(), "true")
                .start()
                .waitFor();
    }

    @Test
    void whatKubeletWillSetIsWrittenDownForRootAlone() throws IOException {
        HostSettings.hold(file);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines)
                .contains("vm.overcommit_memory=" + Sysctl.read("vm.overcommit_memory"))
                .contains("kernel.panic=" + Sysctl.read("kernel.panic"))
                .allMatch(line -> line.matches("[a-z_.]+=-?[0-9]+"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    // the second node of a host would write down what the first one's kubelet has set
    @Test
    void whatAnEarlierNodeWroteDownStays() throws IOException {
        Files.writeString(file, "kernel.panic=0\n");
        HostSettings.hold(file);
        assertThat(file).hasContent("kernel.panic=0\n");
    }

    @Test
    void nodesShareTheLock() throws Exception {
        HostSettings.hold(file);
        HostSettings.hold(file);
        assertThat(flock("--shared")).isZero();
        assertThat(flock("--exclusive")).isEqualTo(1);
    }

    @Test
    void lockOnTheDirectoryBlocksNothing() throws Exception {
        Process other = new ProcessBuilder("flock", directory.toString(), "sh", "-c", "echo held; read line").start();
        assertThat(other.inputReader().readLine()).isEqualTo("held");
        HostSettings.hold(file);
        assertThat(file).isNotEmptyFile();
        other.destroy();
    }

    @Test
    void fileThatTheLastNodeRemovesMeanwhileIsMadeAnew() throws Exception {
        Files.writeString(file, "kernel.panic=0\n");
        Process last =
                new ProcessBuilder("flock", file.toString(), "sh", "-c", "echo held; read line; rm " + file).start();
        assertThat(last.inputReader().readLine()).isEqualTo("held");
        CompletableFuture<Integer> next = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                next.complete(HostSettings.hold(file));
            } catch (IOException e) {
                next.completeExceptionally(e);
            }
        });
        awaitWaiter();
        try (Writer input = last.outputWriter(StandardCharsets.UTF_8)) {
            input.write("restore\n");
        }
        assertThat(next.get(20, TimeUnit.SECONDS)).isPositive();
        assertThat(file).content().contains("kernel.panic=" + Sysctl.read("kernel.panic"), "vm.panic_on_oom=");
        assertThat(flock("--exclusive")).as("the lock is on the new file").isEqualTo(1);
    }

    /** The kernel lists those who wait for a lock with an arrow, see proc_locks(5). */
    private void awaitWaiter() throws IOException, InterruptedException {
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        while (Files.readAllLines(Path.of("/proc/locks")).stream()
                .noneMatch(line -> line.contains("->") && line.contains(inode))) {
            Thread.sleep(10);
        }
    }
}
