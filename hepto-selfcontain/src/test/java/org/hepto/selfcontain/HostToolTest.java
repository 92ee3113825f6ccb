package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostToolTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private String bin;

    @SuppressWarnings("NullAway.Init")
    private String sbin;

    @BeforeEach
    void makeDirectories() throws IOException {
        bin = Files.createDirectory(directory.resolve("bin")).toString();
        sbin = Files.createDirectory(directory.resolve("sbin")).toString();
    }

    private static Path program(String directory, String mode) throws IOException {
        return Files.createFile(
                Path.of(directory, "nft"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
    }

    @Test
    void programsOfRootAreFoundWithThePathOfAUser() throws IOException {
        assertThat(HostTool.find("nft", bin, List.of(sbin))).isEmpty();
        Path nft = program(sbin, "rwx------");
        assertThat(HostTool.find("nft", bin, List.of(sbin))).contains(nft);
    }

    @Test
    void thePathComesFirst() throws IOException {
        program(sbin, "rwx------");
        Path own = program(bin, "rwx------");
        assertThat(HostTool.find("nft", "/nowhere:" + bin, List.of(sbin))).contains(own);
    }

    @Test
    void filesThatAreNoProgramsAndRelativeDirectoriesArePassedBy() throws IOException {
        program(bin, "rw-------");
        assertThat(HostTool.find("nft", bin, List.of())).isEmpty();
        assertThat(HostTool.find("pom.xml", ":.:", List.of())).isEmpty();
    }

    @Test
    void shellOfThisHostIsFound() {
        assertThat(HostTool.find("sh")).isPresent();
        assertThat(HostTool.find("hepto-no-such-tool")).isEmpty();
    }
}
