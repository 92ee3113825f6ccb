package org.hepto.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A container image as an OCI layout in a tar archive, made from nothing but files of this machine: no registry.
 *
 * <p>The archive depends on its inputs alone, so that the same busybox makes the same digest.
 */
public final class OciImage {
    /** The name of {@link #busybox()}. */
    public static final String BUSYBOX = "docker.io/library/busybox:lab";

    /** The type of {@link #manifest()}. */
    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";

    static final Path BUSYBOX_FILE = Path.of("/bin/busybox");
    private static final Map<String, String> ARCHITECTURES = Map.of("amd64", "amd64", "aarch64", "arm64");

    private final String name;
    private final byte[] layer;

    private OciImage(String name, byte[] layer) {
        this.name = name;
        this.layer = layer;
    }

    /** Debian's busybox-static with a link in {@code /bin} for each of its tools; its entry point is {@code sh}. */
    public static OciImage busybox() throws IOException {
        List<String> tools = LocalCommand.run(BUSYBOX_FILE.toString(), "--list")
                .lines()
                .sorted()
                .toList();
        return busybox(Files.readAllBytes(BUSYBOX_FILE), tools);
    }

    /** The same of any program, with some of its tools. */
    static OciImage busybox(byte[] binary, List<String> tools) {
        TarWriter layer = new TarWriter()
                .directory("bin", 0755)
                .directory("etc", 0755)
                .directory("root", 0700)
                .directory("tmp", 01777)
                .file("etc/passwd", 0644, utf8("root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n"))
                .file("etc/group", 0644, utf8("root:x:0:\nnogroup:x:65534:\n"))
                .file("bin/busybox", 0755, binary);
        tools.stream().filter(tool -> !tool.equals("busybox")).forEach(tool -> layer.link("bin/" + tool, "busybox"));
        return new OciImage(BUSYBOX, layer.finish());
    }

    /** Writes the archive, as {@code ctr images import} reads it. */
    public void writeTo(Path archive) throws IOException {
        Files.write(archive, archive());
    }

    byte[] archive() {
        byte[] manifest = manifest();
        String names =
                ",\"annotations\":{\"io.containerd.image.name\":\"%s\",\"org.opencontainers.image.ref.name\":\"%s\"}"
                        .formatted(name, name.substring(name.lastIndexOf(':') + 1));
        byte[] index = utf8("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}""".formatted(descriptor(MANIFEST, manifest, names)));
        TarWriter archive = new TarWriter()
                .file("oci-layout", 0644, utf8("{\"imageLayoutVersion\":\"1.0.0\"}"))
                .file("index.json", 0644, index)
                .directory("blobs", 0755)
                .directory("blobs/sha256", 0755);
        for (byte[] blob : blobs()) {
            archive.file("blobs/sha256/" + digest(blob).substring("sha256:".length()), 0644, blob);
        }
        return archive.finish();
    }

    /** Returns its manifest, which names the other blobs by their digests. */
    byte[] manifest() {
        return utf8("""
                {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}""".formatted(
                        MANIFEST,
                        descriptor("application/vnd.oci.image.config.v1+json", config(), ""),
                        descriptor("application/vnd.oci.image.layer.v1.tar", layer, "")));
    }

    /** Returns all that it is made of: manifest, configuration, layer. */
    List<byte[]> blobs() {
        return List.of(manifest(), config(), layer);
    }

    private byte[] config() {
        return utf8("""
                {"architecture":"%s","os":"linux","config":{"Entrypoint":["/bin/sh"],"Env":["PATH=/bin"]},\
                "rootfs":{"type":"layers","diff_ids":["%s"]}}""".formatted(architecture(), digest(layer)));
    }

    static String descriptor(String type, byte[] blob, String more) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
                .formatted(type, digest(blob), blob.length, more);
    }

    static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String architecture() {
        String here = System.getProperty("os.arch");
        return ARCHITECTURES.getOrDefault(here, here);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
