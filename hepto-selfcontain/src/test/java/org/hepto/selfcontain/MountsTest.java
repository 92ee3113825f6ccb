package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hepto.utils.Linux;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Path host;

    @SuppressWarnings("NullAway.Init")
    private Path root;

    @BeforeEach
    void makeDirectories() throws IOException {
        assumeTrue(Linux.geteuid() == 0, "only root can mount");
        host = Files.createDirectories(directory.resolve("host"));
        root = Files.createDirectories(directory.resolve("root"));
        Files.createDirectory(host.resolve("below"));
        Files.writeString(host.resolve("file"), "of the host");
    }

    private Path inside(Path path) {
        return root.resolve(Path.of("/").relativize(path));
    }

    @Test
    void treeIsReadOnlyWithTheMountsInIt() {
        ThrowAway.run(Linux.CLONE_NEWNS, () -> {
            Mounts.tmpfs(host.resolve("below"), 0, "");
            Mounts.bindReadOnly(host, root);
            assertThat(inside(host).resolve("file")).hasContent("of the host");
            for (String name : new String[] {"new", "below/new"}) {
                assertThatThrownBy(() -> Files.createFile(inside(host).resolve(name)))
                        .as(name)
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageContaining("Read-only");
                Files.createFile(host.resolve(name)); // on the host it is writable as before
            }
        });
        assertThat(host.resolve("below")).as("outside no mount was seen").isEmptyDirectory();
        assertThat(inside(host)).isEmptyDirectory();
    }

    @Test
    void singleFileIsBoundToo() {
        Path file = host.resolve("file");
        ThrowAway.run(Linux.CLONE_NEWNS, () -> {
            Mounts.bindReadOnly(file, root);
            assertThat(inside(file)).hasContent("of the host");
            assertThatThrownBy(() -> Files.writeString(inside(file), "")).hasMessageContaining("Read-only");
        });
        assertThat(file).hasContent("of the host");
    }

    @Test
    void writableDirectoryComesWithTheMountsInIt() {
        ThrowAway.run(Linux.CLONE_NEWNS, () -> {
            Mounts.tmpfs(host.resolve("below"), 0, "");
            Files.createFile(host.resolve("below/disk"));
            assertThat(Mounts.bindWritable(host, root)).isEqualTo(inside(host));
            assertThat(inside(host).resolve("below/disk")).isEmptyFile();
            Files.writeString(inside(host).resolve("new"), "of the node");
        });
        assertThat(host.resolve("new")).hasContent("of the node");
    }

    @Test
    void missingDirectoryIsRefusedWithItsPath() {
        ThrowAway.run(
                Linux.CLONE_NEWNS,
                () -> assertThatThrownBy(() -> Mounts.bindReadOnly(directory.resolve("missing"), root))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("missing"));
    }
}
