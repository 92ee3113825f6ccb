package org.hepto.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.lab.OciArchive;
import org.hepto.lab.TarWriter;

/**
 * Stand-ins for the images of the conformance suite: the programs of the pinned Kubernetes above Debian's packages, under
 * the names that the suite asks for. No registry is needed.
 */
final class ConformanceImages {
    private static final String E2E = "registry.k8s.io/e2e-test-images/";

    /** One image to make; several names of the suite may ask for it. */
    private enum StandIn {
        AGNHOST,
        BUSYBOX,
        ETCD,
        KITTEN,
        NAUTILUS,
        NGINX,
        NO_NEW_PRIVS,
        NON_ROOT,
        PAUSE,
        SAMPLE_APISERVER
    }

    private static final Map<String, StandIn> REPOSITORIES = Map.ofEntries(
            Map.entry(E2E + "agnhost", StandIn.AGNHOST),
            Map.entry(E2E + "busybox", StandIn.BUSYBOX),
            Map.entry(E2E + "glibc-dns-testing", StandIn.BUSYBOX),
            Map.entry(E2E + "kitten", StandIn.KITTEN),
            Map.entry(E2E + "nautilus", StandIn.NAUTILUS),
            Map.entry(E2E + "nginx", StandIn.NGINX),
            Map.entry(E2E + "nonewprivs", StandIn.NO_NEW_PRIVS),
            Map.entry(E2E + "nonroot", StandIn.NON_ROOT),
            Map.entry(E2E + "sample-apiserver", StandIn.SAMPLE_APISERVER),
            Map.entry("registry.k8s.io/etcd", StandIn.ETCD),
            Map.entry("registry.k8s.io/pause", StandIn.PAUSE));

    /** The accounts of upstream's agnhost: tests look for the groups of the third user. */
    private static final String USERS = """
            root:x:0:0:root:/root:/bin/sh
            nobody:x:65534:65534:nobody:/:/bin/false
            user-defined-in-image:x:1000:1000::/home/user-defined-in-image:/bin/sh
            """;

    private static final String GROUPS = """
            root:x:0:
            nogroup:x:65534:
            user-defined-in-image:x:1000:
            group-defined-in-image:x:50000:user-defined-in-image
            """;

    /** Mode of a program that would become root, if it may. */
    private static final int SET_USER_ID = 04755;

    private static final String PAGE = "<h1>It works!</h1><p>This stands in for nginx.</p>\n";

    private final Path programs;
    private final Path pause;
    private final Path base;
    private final Path work;

    /**
     * Reads programs and writes layers.
     *
     * @param upstream the folder {@code hepto-upstream/target}
     * @param work a folder for layers, which the archive needs until it is written
     */
    ConformanceImages(Path upstream, Path work) {
        programs = upstream.resolve("conformance");
        base = programs.resolve("base.tar");
        pause = upstream.resolve("pause");
        this.work = work;
    }

    /** Whether there is a stand-in for an image, named with its tag. */
    static boolean standsInFor(String image) {
        return standIn(image).isPresent();
    }

    private static Optional<StandIn> standIn(String image) {
        return Optional.ofNullable(REPOSITORIES.get(image.substring(0, Math.max(0, image.lastIndexOf(':')))));
    }

    /** Writes all images of a list that have a stand-in into one archive. */
    void write(List<String> images, Path archive) {
        Map<StandIn, List<String>> names = new EnumMap<>(StandIn.class);
        for (String image : images) {
            standIn(image)
                    .ifPresent(standIn -> names.computeIfAbsent(standIn, any -> new ArrayList<>())
                            .add(image));
        }
        try {
            OciArchive all = new OciArchive();
            for (Map.Entry<StandIn, List<String>> one : names.entrySet()) {
                add(all, one.getKey(), one.getValue());
            }
            all.writeTo(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(OciArchive all, StandIn standIn, List<String> names) throws IOException {
        switch (standIn) {
            case AGNHOST -> all.image(names, List.of(base, agnhost()), start("/agnhost", "pause"));
            case BUSYBOX -> all.image(names, List.of(base, program("sh", "usr/bin/sh")), start("", "sh"));
            case ETCD -> all.image(names, List.of(base, program("etcd", "usr/local/bin/etcd")), start("", "etcd"));
            case KITTEN ->
                all.image(names, List.of(base, agnhost(), demo("kitten")), start("/agnhost", "test-webserver"));
            case NAUTILUS ->
                all.image(names, List.of(base, agnhost(), demo("nautilus")), start("/agnhost", "test-webserver"));
            case NGINX -> all.image(names, List.of(base, nginx()), start("/docker-entrypoint.sh", ""));
            case NO_NEW_PRIVS ->
                all.image(
                        names,
                        List.of(base, program("nonewprivs", "usr/local/bin/nnp", SET_USER_ID)),
                        start("", "nnp"));
            case NON_ROOT -> all.image(names, List.of(base), new OciArchive.Start(List.of(), List.of("sh"), "1234"));
            case PAUSE ->
                all.image(
                        names,
                        List.of(layer("pause", new TarWriter().file("pause", 0755, Files.readAllBytes(pause)))),
                        start("/pause", ""));
            case SAMPLE_APISERVER ->
                all.image(
                        names,
                        List.of(base, program("sample-apiserver", "sample-apiserver")),
                        start("/sample-apiserver", ""));
        }
    }

    private static OciArchive.Start start(String entrypoint, String command) {
        return new OciArchive.Start(words(entrypoint), words(command));
    }

    private static List<String> words(String word) {
        return word.isEmpty() ? List.of() : List.of(word);
    }

    private Path agnhost() throws IOException {
        return layer(
                "agnhost",
                new TarWriter()
                        .file("agnhost", 0755, Files.readAllBytes(programs.resolve("agnhost")))
                        .link("agnhost-2", "agnhost")
                        .file("localhost.crt", 0644, Files.readAllBytes(programs.resolve("localhost.crt")))
                        .file("localhost.key", 0644, Files.readAllBytes(programs.resolve("localhost.key")))
                        .directory("uploads", 0755)
                        .file("etc/passwd", 0644, utf8(USERS))
                        .file("etc/group", 0644, utf8(GROUPS)));
    }

    private Path demo(String name) throws IOException {
        return layer(
                name,
                new TarWriter()
                        .file("data.json", 0644, utf8("{\"image\": \"%s.jpg\"}\n".formatted(name)))
                        .file(name + ".jpg", 0644, utf8(name)));
    }

    private Path nginx() throws IOException {
        return layer(
                "nginx",
                new TarWriter()
                        .directory("usr/share/nginx", 0755)
                        .directory("usr/share/nginx/html", 0755)
                        .file("usr/share/nginx/html/index.html", 0644, utf8(PAGE))
                        // as in nginx's image: arguments replace the server
                        .file("docker-entrypoint.sh", 0755, utf8("""
                        #!/bin/sh
                        [ $# = 0 ] || exec "$@"
                        exec busybox httpd -f -p 80 -h /usr/share/nginx/html
                        """)));
    }

    private Path program(String name, String path) throws IOException {
        return program(name, path, 0755);
    }

    private Path program(String name, String path, int mode) throws IOException {
        return layer(name, new TarWriter().file(path, mode, Files.readAllBytes(programs.resolve(name))));
    }

    private Path layer(String name, TarWriter content) throws IOException {
        return Files.write(work.resolve(name + ".layer"), content.finish());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
