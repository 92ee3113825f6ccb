package org.hepto.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds the kernel that the hosts run, an executable of this machine.
 *
 * <p>In this order: the file named by {@code HEPTO_LAB_KERNEL}, packed by xz or not; a ready one beside the checkout
 * ({@code ../shared/uml/}); the cache ({@code ${XDG_CACHE_HOME:-~/.cache}/hepto/uml/}); else {@code uml/build-kernel.sh}
 * builds it into the cache, once.
 */
final class UmlKernel {
    private static final String NAME = "linux-uml-7.2";
    private static final String PACKED = NAME + ".xz";

    private UmlKernel() {}

    /** The executable; takes minutes if it must be built. */
    static synchronized Path find() {
        try {
            Path cache = cache();
            Files.createDirectories(cache);
            Optional<Path> named = environment("HEPTO_LAB_KERNEL").map(Path::of);
            if (named.isPresent()) {
                return named.get().toString().endsWith(".xz") ? unpack(named.get(), cache) : named.get();
            }
            for (Path packed : List.of(ProjectFiles.root().resolve("../shared/uml/" + PACKED), cache.resolve(PACKED))) {
                if (Files.exists(packed)) {
                    return unpack(packed, cache);
                }
            }
            System.err.println("lab: no kernel for the hosts yet: building one, about 9 CPU minutes");
            build(cache.resolve(PACKED));
            return unpack(cache.resolve(PACKED), cache);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void build(Path kernel) {
        long start = System.nanoTime();
        try (ScheduledExecutorService signs = Executors.newSingleThreadScheduledExecutor()) {
            ScheduledFuture<?> sign = signs.scheduleAtFixedRate(
                    () -> System.err.printf(
                            "… kernel, %d s%n",
                            Duration.ofNanos(System.nanoTime() - start).toSeconds()),
                    30,
                    30,
                    TimeUnit.SECONDS);
            try {
                LocalCommand.run(
                        ProjectFiles.module().resolve("uml/build-kernel.sh").toString(), kernel.toString());
            } finally {
                sign.cancel(false);
            }
        }
    }

    private static Path unpack(Path packed, Path cache) throws IOException {
        long stamp = Files.getLastModifiedTime(packed).toMillis() ^ Files.size(packed);
        Path kernel = cache.resolve(NAME + "-" + HexFormat.of().toHexDigits(stamp));
        if (!Files.exists(kernel)) {
            try (Stream<Path> old = Files.list(cache)) {
                for (Path file : old.filter(
                                path -> path.getFileName().toString().startsWith(NAME + "-"))
                        .toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Path part = Files.createTempFile(cache, "part", "");
            LocalCommand.run(
                    "sh", "-c", "xz -dc \"$0\" > \"$1\" && chmod 755 \"$1\"", packed.toString(), part.toString());
            Files.move(part, kernel, StandardCopyOption.ATOMIC_MOVE);
        }
        return kernel;
    }

    private static Path cache() {
        return environment("XDG_CACHE_HOME")
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("hepto/uml");
    }

    private static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
