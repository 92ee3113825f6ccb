package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountPointTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path host;

    @Test
    void missingOnesAreMadeAndThoseOfAnEarlierStartAreUsedAgain() throws IOException {
        for (int start = 0; start < 2; start++) {
            assertThat(MountPoint.directory(root, Path.of("var/lib/kubelet")))
                    .isEqualTo(root.resolve("var/lib/kubelet"))
                    .isEmptyDirectory();
            assertThat(MountPoint.file(root, Path.of("etc/ld.so.cache"))).isEmptyFile();
            assertThat(MountPoint.file(root, Path.of("top"))).isEmptyFile();
        }
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Files.createSymbolicLink(root.resolve("var"), host);
        Files.createFile(host.resolve("file"));
        assertThatThrownBy(() -> MountPoint.directory(root, Path.of("var/lib")))
                .isInstanceOf(IOException.class)
                .hasMessage(root.resolve("var") + " is in the way of a mount; remove it");
        assertThatThrownBy(() -> MountPoint.file(root, Path.of("var/file"))).isInstanceOf(IOException.class);
        assertThat(host.toFile().list()).containsExactly("file");
    }

    @Test
    void whatIsNoDirectoryIsInTheWay() throws IOException {
        Files.createFile(root.resolve("srv"));
        assertThatThrownBy(() -> MountPoint.directory(root, Path.of("srv"))).hasMessageContaining("in the way");
        Files.createDirectory(root.resolve("file"));
        assertThatThrownBy(() -> MountPoint.file(root, Path.of("file"))).hasMessageContaining("in the way");
    }
}
