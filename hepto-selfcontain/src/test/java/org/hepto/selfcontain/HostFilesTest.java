package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Linux;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostFilesTest {
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    /** The root of a host. */
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private int fd;

    @BeforeEach
    void openRoot() throws IOException {
        Files.createDirectories(root.resolve("etc"));
        Files.createDirectories(root.resolve("run/systemd/resolve"));
        fd = Linux.open(root.toString(), Linux.O_RDONLY | Linux.O_DIRECTORY | Linux.O_CLOEXEC, 0);
    }

    @AfterEach
    void closeRoot() throws ErrnoException {
        Linux.close(fd);
    }

    private HostFiles files() {
        return HostFiles.inherited(fd).orElseThrow();
    }

    @Test
    void linksLeadWhereTheyDoOnTheHost() throws IOException {
        Path stub = Files.writeString(root.resolve("run/systemd/resolve/stub-resolv.conf"), "nameserver 127.0.0.53\n");
        Path link = root.resolve("etc/resolv.conf");
        Files.createSymbolicLink(link, Path.of("../run/systemd/resolve/stub-resolv.conf"));
        assertThat(files().read(RESOLV_CONF)).contains("nameserver 127.0.0.53\n");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("/run/systemd/resolve/stub-resolv.conf"));
        assertThat(files().read(RESOLV_CONF)).contains("nameserver 127.0.0.53\n");
        Files.delete(stub);
        assertThat(files().read(RESOLV_CONF)).as("it leads nowhere").isEmpty();
    }

    @Test
    void fileThatIsReplacedIsReadAnew() throws IOException {
        HostFiles files = files();
        assertThat(files.read(RESOLV_CONF)).isEmpty();
        for (String text : new String[] {"# r\u00e9seau\n", "nameserver ::1\n"}) {
            Path next = Files.writeString(root.resolve("etc/next"), text, StandardCharsets.ISO_8859_1);
            Files.move(next, root.resolve("etc/resolv.conf"), StandardCopyOption.REPLACE_EXISTING);
            assertThat(files.read(RESOLV_CONF)).contains(text);
        }
    }

    @Test
    void programThatInheritedNoneKnowsNoHost() {
        assertThat(HostFiles.inherited(9999)).isEmpty();
    }
}
