package org.hepto.services.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hepto.services.node.Node;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageImportTest {
    private static final String PAUSE = "registry.k8s.io/pause:hepto";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    @SuppressWarnings("NullAway.Init")
    private Node node;

    private final Store store = new Store();

    /** Archives of one line, which is the name of the image in them. */
    private static final class Store implements ImageImport.Images {
        private final Set<String> names = new TreeSet<>();
        private final List<String> imported = new ArrayList<>();
        private String full = "";
        private String stuck = "";

        @Override
        public Set<String> imageNames() {
            return Set.copyOf(names);
        }

        @Override
        public void importImages(InputStream archive) throws IOException {
            byte[] bytes = archive.readAllBytes();
            String text = new String(bytes, StandardCharsets.UTF_8);
            String name = text.startsWith("example.org") ? text : PAUSE;
            if (name.equals(full)) {
                throw new IOException("no space left on device");
            }
            if (name.equals(stuck)) {
                throw new IllegalStateException("the helper is ended");
            }
            imported.add(name);
            names.add(name);
        }
    }

    @BeforeEach
    void write() throws IOException {
        node = TestNodes.master(data);
        Files.createDirectories(node.paths().node());
        Files.createDirectories(node.config().images());
        Files.writeString(archive("a"), "example.org/a:1");
        Files.writeString(archive("b"), "example.org/b:1");
        Files.writeString(archive("c"), "example.org/c:1");
    }

    private Path archive(String name) {
        return node.config().images().resolve(name + ".tar");
    }

    /** Returns what was imported by it. */
    private List<String> run() throws IOException {
        store.imported.clear();
        InputStream pause = new ByteArrayInputStream(new byte[0]);
        new ImageImport(node, () -> pause, store, new Waiting(line -> {})).run();
        return List.copyOf(store.imported);
    }

    @Test
    void nothingIsImportedAgainWhileAllIsAsItWas() throws IOException {
        assertThat(run()).containsExactly(PAUSE, "example.org/a:1", "example.org/b:1", "example.org/c:1");
        assertThat(run()).isEmpty();
        store.names.add("pulled/later:1");
        assertThat(run()).isEmpty();
    }

    @Test
    void anImageThatWasRemovedIsImportedAgain() throws IOException {
        run();
        store.names.remove("example.org/b:1");
        assertThat(run()).contains("example.org/b:1");
        store.names.clear();
        assertThat(run()).hasSize(4);
    }

    @Test
    void anotherArchiveIsImported() throws IOException {
        run();
        Files.writeString(archive("b"), "example.org/b:1.1");
        assertThat(run()).as("of another size").containsExactly("example.org/b:1.1");
        Files.setLastModifiedTime(archive("b"), FileTime.fromMillis(1));
        assertThat(run()).as("of another time").containsExactly("example.org/b:1.1");
        Files.delete(archive("b"));
        assertThat(run()).as("gone").isEmpty();
    }

    @Test
    void aRecordThatIsTornSaysNothing() throws IOException {
        run();
        Files.writeString(node.paths().importedImages(), "");
        assertThat(run()).hasSize(4);
        Files.write(node.paths().importedImages(), new byte[] {(byte) 0xff, 0, (byte) 0xc0});
        assertThat(run()).hasSize(4);
    }

    @Test
    void anArchiveThatFailsKeepsNoOtherFromBeingImportedAndIsTriedAgain() throws IOException {
        store.full = "example.org/b:1";
        assertThat(run()).containsExactly(PAUSE, "example.org/a:1", "example.org/c:1");
        store.full = "";
        assertThat(run()).as("the disk has room again").containsExactly("example.org/b:1");
        assertThat(run()).isEmpty();
    }

    @Test
    void aStartThatIsBrokenOffIsGoneOnWithByTheNext() throws IOException {
        store.stuck = "example.org/b:1";
        assertThatThrownBy(this::run).isInstanceOf(IllegalStateException.class);
        store.stuck = "";
        assertThat(run()).containsExactly("example.org/b:1", "example.org/c:1");
    }
}
