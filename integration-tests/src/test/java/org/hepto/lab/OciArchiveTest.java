package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciArchiveTest {
    @TempDir
    Path folder;

    @Test
    void everyBlobHasTheNameOfItsContentAndASharedLayerIsThereOnce() throws IOException {
        Path base = layer("base", 3 * 512);
        Path above = layer("above", 700);
        OciArchive.Start start = new OciArchive.Start(List.of("/a"), List.of("b", "c"), "1234");
        Path archive = folder.resolve("images.tar");
        new OciArchive()
                .image(List.of("example.org/one:1", "example.org/one:2"), List.of(base), start)
                .image(List.of("example.org/two:1"), List.of(base, above), start)
                .writeTo(archive);
        Path layout = Files.createDirectory(folder.resolve("layout"));
        LocalCommand.run("tar", "-C", layout.toString(), "-xf", archive.toString());
        try (var blobs = Files.list(layout.resolve("blobs/sha256"))) {
            // two layers, and a configuration and a manifest for each image
            assertThat(blobs.toList())
                    .hasSize(6)
                    .allSatisfy(blob -> assertThat(OciImage.digest(Files.readAllBytes(blob)))
                            .isEqualTo("sha256:" + blob.getFileName()));
        }
        assertThat(Files.readString(layout.resolve("index.json")))
                .contains(
                        "\"io.containerd.image.name\":\"example.org/one:1\"",
                        "\"io.containerd.image.name\":\"example.org/one:2\"",
                        "\"io.containerd.image.name\":\"example.org/two:1\"");
        assertThat(Files.readString(archive))
                .contains("\"User\":\"1234\",\"Entrypoint\":[\"/a\"],\"Cmd\":[\"b\",\"c\"]");
    }

    private Path layer(String name, int size) throws IOException {
        return Files.writeString(folder.resolve(name), name.repeat(size).substring(0, size));
    }
}
