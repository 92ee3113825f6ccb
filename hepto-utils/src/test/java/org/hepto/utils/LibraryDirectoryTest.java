package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LibraryDirectoryTest {
    private static final List<String> HARDENED = List.of(
            "22 1 253:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw",
            "30 22 0:26 / /tmp rw,nosuid,nodev,noexec,relatime shared:9 - tmpfs tmpfs rw",
            "31 22 0:27 / /run rw,nosuid,nodev,noexec shared:5 - tmpfs tmpfs rw",
            "32 31 0:28 / /run/lock rw,nosuid,nodev shared:6 - tmpfs tmpfs rw");

    private static List<Path> paths(String... paths) {
        return Stream.of(paths).map(Path::of).toList();
    }

    @Test
    void firstFromWhichProgramsMayBeRunIsTaken() {
        assertThat(LibraryDirectory.find(HARDENED, paths("/tmp", "/tmp/user/0", "/run", "/var/lib", "/root")))
                .contains(Path.of("/var/lib"));
        assertThat(LibraryDirectory.find(HARDENED, paths("/run", "/run/lock"))).contains(Path.of("/run/lock"));
        assertThat(LibraryDirectory.find(HARDENED, paths("/tmpx")))
                .as("another directory")
                .contains(Path.of("/tmpx"));
        assertThat(LibraryDirectory.find(HARDENED, paths("/tmp", "/run"))).isEmpty();
    }

    @Test
    void laterMountCoversAnEarlierOneAtItsPlace() {
        String over = "40 30 0:40 / /tmp rw shared:10 - tmpfs tmpfs rw";
        List<String> mounts = Stream.concat(HARDENED.stream(), Stream.of(over)).toList();
        assertThat(LibraryDirectory.find(mounts, paths("/tmp"))).contains(Path.of("/tmp"));
        assertThat(LibraryDirectory.find(List.of(over, HARDENED.get(1)), paths("/tmp")))
                .isEmpty();
    }

    @Test
    void hostWithoutAListOfMountsHasTheUsualPlace() {
        assertThat(LibraryDirectory.find(List.of(), paths("/tmp", "/run"))).contains(Path.of("/tmp"));
    }
}
