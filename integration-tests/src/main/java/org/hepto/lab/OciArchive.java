package org.hepto.lab;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several container images in one OCI layout in a tar archive. Layers are files of this machine, uncompressed tar
 * archives; one that several images share is there once. An image may have several names.
 */
public final class OciArchive {
    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    /** Signals are dear in User-Mode Linux, and Go's scheduler sends many. */
    private static final String GODEBUG = "GODEBUG=asyncpreemptoff=1";

    private static final int BUFFER = 1 << 20;

    private final Map<Path, Layer> layers = new LinkedHashMap<>();
    private final List<byte[]> documents = new ArrayList<>();
    private final List<String> manifests = new ArrayList<>();

    private record Layer(Path file, String digest, long size) {
        String descriptor() {
            return "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"%s\",\"size\":%d}"
                    .formatted(digest, size);
        }
    }

    /**
     * What a container of an image runs unless told otherwise.
     *
     * @param user a name or number; empty for root
     */
    public record Start(List<String> entrypoint, List<String> command, String user) {
        /** As root. */
        public Start(List<String> entrypoint, List<String> command) {
            this(entrypoint, command, "");
        }
    }

    /** Adds an image under all of its names; layers from below to above. */
    public OciArchive image(List<String> names, List<Path> from, Start start) throws IOException {
        List<Layer> own = new ArrayList<>();
        for (Path file : from) {
            own.add(layer(file));
        }
        byte[] config = OciImage.utf8("""
                {"architecture":"%s","os":"linux","config":{"User":"%s","Entrypoint":%s,"Cmd":%s,"Env":["PATH=%s","%s"],\
                "WorkingDir":"/"},"rootfs":{"type":"layers","diff_ids":%s}}""".formatted(
                        OciImage.architecture(),
                        start.user(),
                        strings(start.entrypoint()),
                        strings(start.command()),
                        PATH,
                        GODEBUG,
                        strings(own.stream().map(Layer::digest).toList())));
        byte[] manifest = OciImage.utf8("""
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}""".formatted(
                        OciImage.descriptor("application/vnd.oci.image.config.v1+json", config, ""),
                        own.stream().map(Layer::descriptor).collect(Collectors.joining(","))));
        documents.add(config);
        documents.add(manifest);
        for (String name : names) {
            String tag = name.substring(name.lastIndexOf(':') + 1);
            manifests.add(OciImage.descriptor(
                    "application/vnd.oci.image.manifest.v1+json",
                    manifest,
                    ",\"annotations\":{\"io.containerd.image.name\":\"%s\",\"org.opencontainers.image.ref.name\":\"%s\"}"
                            .formatted(name, tag)));
        }
        return this;
    }

    private Layer layer(Path file) throws IOException {
        Layer known = layers.get(file);
        if (known != null) {
            return known;
        }
        Layer layer = new Layer(file, digest(file), Files.size(file));
        layers.put(file, layer);
        return layer;
    }

    /** Writes the archive, as {@code ctr images import} reads it. */
    public void writeTo(Path archive) throws IOException {
        TarWriter small = new TarWriter()
                .file("oci-layout", 0644, OciImage.utf8("{\"imageLayoutVersion\":\"1.0.0\"}"))
                .file("index.json", 0644, OciImage.utf8("""
                        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}""".formatted(String.join(",", manifests))));
        for (byte[] document : documents) {
            small.file(path(OciImage.digest(document)), 0644, document);
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive), BUFFER)) {
            for (Layer layer : layers.values()) {
                out.write(TarWriter.header(path(layer.digest()), '0', 0644, "", layer.size()));
                Files.copy(layer.file(), out);
                out.write(TarWriter.padding(layer.size()));
            }
            out.write(small.finish());
        }
    }

    private static String path(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }

    private static String strings(List<String> values) {
        return values.stream().map(value -> "\"" + value + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestOutputStream out =
                        new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(out);
            return "sha256:" + HexFormat.of().formatHex(out.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
