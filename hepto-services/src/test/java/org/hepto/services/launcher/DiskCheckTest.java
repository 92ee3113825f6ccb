package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskCheckTest {
    private static final Path DATA = Path.of("/data");
    private static final long GIB = 1L << 30;

    @ParameterizedTest
    @CsvSource({
        "ext4, OK",
        "xfs, OK",
        "btrfs, OK",
        "tmpfs, WARN",
        "overlay, WARN",
        "fuse.sshfs, WARN",
        "nfs4, FAIL",
        "cifs, FAIL",
        "9p, FAIL",
        "vfat, FAIL",
    })
    void fileSystemIsJudgedByItsType(String type, CheckResult.Level level) {
        CheckResult result = DiskCheck.fileSystem(type, DATA);
        assertThat(result.level()).isEqualTo(level);
        assertThat(result.message()).startsWith("/data is on " + type);
        assertThat(result.remedy().isPresent()).isEqualTo(level != CheckResult.Level.OK);
    }

    @Test
    void roomAndFilesAreJudgedAlike() {
        assertThat(DiskCheck.room(GIB - 1, DATA).level()).isEqualTo(CheckResult.Level.FAIL);
        assertThat(DiskCheck.room(GIB, DATA).level()).isEqualTo(CheckResult.Level.WARN);
        assertThat(DiskCheck.room(5 * GIB, DATA).level()).isEqualTo(CheckResult.Level.OK);
        assertThat(DiskCheck.inodes(9_999, DATA).line())
                .isEqualTo("inodes: 9999 inodes free for /data; delete many small files, or choose another --data");
        assertThat(DiskCheck.inodes(10_000, DATA).level()).isEqualTo(CheckResult.Level.WARN);
        assertThat(DiskCheck.inodes(100_000, DATA).level()).isEqualTo(CheckResult.Level.OK);
    }

    @Test
    void realDiskIsLookedAt() throws IOException {
        assertThat(DiskCheck.of(DATA, Path.of("/tmp")))
                .extracting(CheckResult::name)
                .startsWith("file system", "disk");
        // a file system without a limit of its own
        assertThat(DiskCheck.of(DATA, Path.of("/proc")).getFirst().message()).startsWith("/proc is on proc");
    }
}
