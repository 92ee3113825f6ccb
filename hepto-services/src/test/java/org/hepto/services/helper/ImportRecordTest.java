package org.hepto.services.helper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.hepto.services.node.Node;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportRecordTest {
    private static final Set<String> IMAGES = Set.of("registry.k8s.io/pause:hepto", "example.org/a:1");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @SuppressWarnings("NullAway.Init")
    private Path file;

    @SuppressWarnings("NullAway.Init")
    private Path archive;

    @BeforeEach
    void write() throws IOException {
        node = TestNodes.master(data);
        file = data.resolve("imported-images");
        archive = Files.createDirectories(node.config().images()).resolve("a.tar");
        Files.writeString(archive, "bytes");
        ImportRecord.write(file, ImportRecord.archives(node), IMAGES);
    }

    private boolean holds(Set<String> images) throws IOException {
        return ImportRecord.holds(file, ImportRecord.archives(node), images);
    }

    @Test
    void nothingIsImportedAgainWhileAllIsAsItWas() throws IOException {
        assertThat(holds(IMAGES)).isTrue();
        assertThat(holds(Set.of("registry.k8s.io/pause:hepto", "example.org/a:1", "pulled/later:1")))
                .isTrue();
    }

    @Test
    void anImageThatWasRemovedIsImportedAgain() throws IOException {
        assertThat(holds(Set.of("registry.k8s.io/pause:hepto"))).isFalse();
        assertThat(holds(Set.of())).isFalse();
    }

    @Test
    void anotherArchiveIsImported() throws IOException {
        Files.writeString(archive, "other bytes");
        assertThat(holds(IMAGES)).as("of another size").isFalse();
        Files.writeString(archive, "bytes");
        Files.setLastModifiedTime(archive, FileTime.fromMillis(1));
        assertThat(holds(IMAGES)).as("of another time").isFalse();
        Files.delete(archive);
        assertThat(holds(IMAGES)).as("gone").isFalse();
    }

    @Test
    void aRecordThatIsTornSaysNothing() throws IOException {
        Files.writeString(file, "");
        assertThat(holds(IMAGES)).isFalse();
        Files.delete(file);
        assertThat(ImportRecord.holds(file, List.of(), IMAGES)).isFalse();
    }
}
