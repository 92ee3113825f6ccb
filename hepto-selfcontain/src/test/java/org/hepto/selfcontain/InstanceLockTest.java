package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Linux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against flock(1) as the other process. */
@Timeout(30)
class InstanceLockTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private int flock(Path file) throws IOException, InterruptedException {
        return new ProcessBuilder("flock", "--nonblock", file.toString(), "true")
                .start()
                .waitFor();
    }

    @Test
    void secondTakerIsRefused() throws Exception {
        Path file = directory.resolve("lock");
        InstanceLock lock = InstanceLock.tryTake(file).orElseThrow();
        assertThat(lock.fd()).isPositive();
        assertThat(InstanceLock.tryTake(file)).as("in this process").isEmpty();
        assertThat(flock(file)).as("in another process").isEqualTo(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void lockEndsWithItsHolderHoweverThatEnds() throws Exception {
        Path file = directory.resolve("lock");
        Process holder = new ProcessBuilder("flock", file.toString(), "sh", "-c", "echo held; exec sleep 60").start();
        assertThat(holder.inputReader().readLine()).isEqualTo("held");
        assertThat(InstanceLock.tryTake(file)).isEmpty();
        holder.descendants().forEach(ProcessHandle::destroyForcibly);
        holder.destroyForcibly().waitFor();
        while (InstanceLock.tryTake(file).isEmpty()) {
            Thread.sleep(10); // the one that sleeps may still be on its way out
        }
    }

    @Test
    void lockIsNotInheritedByChildren() throws Exception {
        Path file = directory.resolve("lock");
        InstanceLock lock = InstanceLock.tryTake(file).orElseThrow();
        Process child = new ProcessBuilder("sleep", "60").start();
        Linux.close(lock.fd());
        assertThat(flock(file)).isZero();
        child.destroyForcibly();
    }

    @Test
    void directoryThatIsNotThereIsAnError() {
        assertThatThrownBy(() -> InstanceLock.tryTake(directory.resolve("missing/lock")))
                .isInstanceOf(ErrnoException.class)
                .hasMessageContaining("missing/lock");
    }
}
