package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceImagesTest {
    private static final String AGNHOST = "registry.k8s.io/e2e-test-images/agnhost:2.66.1";
    private static final String OLDER = "registry.k8s.io/e2e-test-images/agnhost:2.55";
    private static final String PRIVATE = "gcr.io/k8s-authenticated-test/agnhost:2.6";

    @TempDir
    Path folder;

    @BeforeEach
    void programs() throws IOException {
        Path programs = Files.createDirectories(folder.resolve("upstream/conformance"));
        for (String name : List.of("base.tar", "agnhost", "localhost.crt", "localhost.key", "nonewprivs")) {
            Files.writeString(programs.resolve(name), name);
        }
        Files.writeString(folder.resolve("upstream/pause"), "pause");
        Files.createDirectory(folder.resolve("work"));
    }

    @Test
    void standInsAreKnownByRepositoryWhateverTheirTag() {
        assertThat(ConformanceImages.standsInFor(AGNHOST)).isTrue();
        assertThat(ConformanceImages.standsInFor("registry.k8s.io/pause:9")).isTrue();
        assertThat(ConformanceImages.standsInFor(PRIVATE)).isFalse();
        assertThat(ConformanceImages.standsInFor("registry.k8s.io/pause")).isFalse();
    }

    @Test
    void oneImageHasAllNamesThatTheSuiteAsksFor() throws IOException {
        Path archive = folder.resolve("images.tar");
        new ConformanceImages(folder.resolve("upstream"), folder.resolve("work"))
                .write(List.of(AGNHOST, PRIVATE, OLDER), archive);
        assertThat(Files.readString(archive))
                .contains(
                        "\"" + AGNHOST + "\"", "\"" + OLDER + "\"", "\"Entrypoint\":[\"/agnhost\"],\"Cmd\":[\"pause\"]")
                .doesNotContain(PRIVATE);
    }

    @Test
    void programThatMustNotBecomeRootCouldOtherwise() throws IOException {
        Path archive = folder.resolve("images.tar");
        new ConformanceImages(folder.resolve("upstream"), folder.resolve("work"))
                .write(List.of("registry.k8s.io/e2e-test-images/nonewprivs:1.4"), archive);
        assertThat(Files.readString(archive)).containsPattern("usr/local/bin/nnp\\x00+0004755\\x00");
    }
}
