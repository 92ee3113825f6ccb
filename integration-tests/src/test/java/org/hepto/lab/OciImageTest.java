package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OciImageTest {
    private static final byte[] BINARY = "not really busybox".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void theSameContentMakesTheSameArchive() {
        assertThat(image("sh", "ls").archive()).isEqualTo(image("sh", "ls").archive());
        assertThat(image("sh", "ls").archive()).isNotEqualTo(image("sh").archive());
    }

    @Test
    void everyBlobHasTheNameOfItsContent() throws IOException {
        unpack(image("sh", "ls"));
        try (var blobs = Files.list(folder.resolve("blobs/sha256"))) {
            assertThat(blobs.toList())
                    .hasSize(3)
                    .allSatisfy(blob -> assertThat(OciImage.digest(Files.readAllBytes(blob)))
                            .isEqualTo("sha256:" + blob.getFileName()));
        }
    }

    @Test
    void theIndexLeadsToTheLayer() throws IOException {
        unpack(image("sh", "ls"));
        assertThat(folder.resolve("oci-layout")).hasContent("{\"imageLayoutVersion\":\"1.0.0\"}");
        String index = Files.readString(folder.resolve("index.json"));
        assertThat(index).contains("\"io.containerd.image.name\":\"docker.io/library/busybox:lab\"");
        String manifest = blob(index, "\"digest\":\"sha256:");
        assertThat(manifest).contains("application/vnd.oci.image.layer.v1.tar");
        assertThat(blob(manifest, "\"digest\":\"sha256:")).contains("\"Entrypoint\":[\"/bin/sh\"]");
        Path layer = blobPath(manifest, manifest.lastIndexOf("sha256:") + "sha256:".length());
        assertThat(LocalCommand.run("tar", "-tvf", layer.toString()))
                .contains("bin/busybox", "bin/ls -> busybox", "drwxrwxrwt 0/0", "bin/sh -> busybox")
                .doesNotContain("bin/busybox -> busybox");
    }

    @Test
    void packsTheBusyboxOfThisMachine() throws IOException {
        Path archive = folder.resolve("busybox.tar");
        OciImage.busybox().writeTo(archive);
        assertThat(archive).isNotEmptyFile();
        assertThat(LocalCommand.run("tar", "-tf", archive.toString())).startsWith("oci-layout\nindex.json\n");
    }

    private static OciImage image(String... tools) {
        return OciImage.busybox(BINARY, List.of(tools));
    }

    private void unpack(OciImage image) throws IOException {
        Path archive = folder.resolve("image.tar");
        image.writeTo(archive);
        LocalCommand.run("tar", "-C", folder.toString(), "-xf", archive.toString());
    }

    private String blob(String json, String before) throws IOException {
        return Files.readString(blobPath(json, json.indexOf(before) + before.length()));
    }

    private Path blobPath(String json, int digest) {
        return folder.resolve("blobs/sha256").resolve(json.substring(digest, digest + 64));
    }
}
