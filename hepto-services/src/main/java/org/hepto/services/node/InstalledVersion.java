package org.hepto.services.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * A version of hepto in a node's data directory: the jar and beside it the daemon's part of it, which is a jar of its own,
 * and the runtime ELF under its applets' names. The
 * file under a running node is never replaced: another version is another directory.
 */
public final class InstalledVersion {
    private static final String CURRENT = "current";
    private static final String STAGED = ".new-";
    private static final String RUNTIME = "/hepto-runtime";
    private static final String DAEMON = "/daemon.jar";
    private static final List<String> APPLETS =
            List.of("init", "containerd-shim-runc-v2", "runc", "ptp", "bridge", "loopback", "portmap", "host-local");

    /** The one that runs, and the one to go back to. */
    private static final int KEPT = 2;

    private InstalledVersion() {}

    /**
     * Makes sure that the running version is there.
     *
     * @return its directory, {@code versions/<build id>}
     */
    public static Path install(NodePaths paths) throws IOException {
        Path jar = Build.jar();
        Path version = paths.versions().resolve(Build.current().id());
        if (isWhole(version)) {
            return use(version);
        }
        Files.createDirectories(paths.versions());
        Path staged = paths.versions().resolve(STAGED + Build.current().id());
        delete(staged);
        Path bin = Files.createDirectories(staged.resolve("bin"));
        place(jar, staged.resolve("hepto.jar"));
        runtime(bin);
        unpack(DAEMON, staged.resolve(DAEMON.substring(1)));
        delete(version);
        Files.move(staged, version, StandardCopyOption.ATOMIC_MOVE);
        prune(paths.versions(), version);
        return use(version);
    }

    /** A hard link shares its bytes with the operator's file, and that may have been overwritten with another build. */
    private static boolean isWhole(Path version) {
        try (ZipFile jar = new ZipFile(version.resolve("hepto.jar").toFile())) {
            return Build.of(jar).equals(Build.current());
        } catch (IOException e) {
            return false; // not there, or torn
        }
    }

    /** Marks it as the version that the node runs. */
    private static Path use(Path version) throws IOException {
        Path link = version.resolveSibling(CURRENT);
        Path staged = version.resolveSibling(STAGED + CURRENT);
        Files.deleteIfExists(staged);
        Files.createSymbolicLink(staged, version.getFileName());
        // what runs is never the oldest, though it was made before the one that it was gone back from
        Files.setLastModifiedTime(version, FileTime.from(Instant.now()));
        Files.move(staged, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return version;
    }

    /** The jar that the node runs, or ran last. */
    public static Path current(NodePaths paths) {
        return paths.versions().resolve(CURRENT).resolve("hepto.jar");
    }

    /** A hard link where the file systems allow, else a copy, which is a reflink where the file system can. */
    private static void place(Path jar, Path target) throws IOException {
        try {
            Files.createLink(target, jar);
        } catch (FileSystemException | UnsupportedOperationException e) {
            Files.copy(jar, target);
            sync(target);
        }
        if (!Files.isExecutable(target)) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void runtime(Path bin) throws IOException {
        Path file = bin.resolve(RUNTIME.substring(1));
        unpack(RUNTIME, file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String applet : APPLETS) {
            Files.createLink(bin.resolve(applet), file);
        }
    }

    private static void unpack(String entry, Path file) throws IOException {
        try (InputStream in = InstalledVersion.class.getResourceAsStream(entry)) {
            if (in == null) {
                throw new IOException(
                        "hepto.jar has no %s in it; build it with ./dev build".formatted(entry.substring(1)));
            }
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
                in.transferTo(out);
            }
        }
        sync(file);
    }

    /** Returns when the file would survive a power cut. */
    public static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Leaves that version and the one that ran last; by time alone it might go itself, if the clock was ahead before. */
    private static void prune(Path versions, Path version) throws IOException {
        List<Path> others;
        try (Stream<Path> all = Files.list(versions)) {
            others = all.filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !path.equals(version))
                    .sorted(Comparator.comparingLong(InstalledVersion::modified).reversed())
                    .toList();
        }
        List<Path> whole = others.stream().filter(path -> !isStaged(path)).toList();
        for (Path other : others) {
            if (isStaged(other) || whole.indexOf(other) >= KEPT - 1) {
                delete(other);
            }
        }
    }

    /** Tells whether it is what a start that was killed has left. */
    private static boolean isStaged(Path directory) {
        return directory.getFileName().toString().startsWith(STAGED);
    }

    private static long modified(Path directory) {
        return directory.toFile().lastModified();
    }

    static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
