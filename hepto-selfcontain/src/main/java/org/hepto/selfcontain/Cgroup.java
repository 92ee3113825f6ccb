package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A directory of cgroup v2; see the kernel's {@code admin-guide/cgroup-v2.rst}. */
record Cgroup(Path path) {
    /** Where cgroup v2 is mounted, on the host and in the container. */
    static final Path ROOT = Path.of("/sys/fs/cgroup");

    /** The controllers that pods need, as kubelet asks for them. */
    static final List<String> CONTROLLERS = List.of("cpu", "memory", "pids", "io", "cpuset");

    /** Kubelet runs without these: io accounting and cpu pinning are absent then. */
    private static final List<String> OPTIONAL = List.of("io", "cpuset");

    /** The cgroup of this process, from {@code /proc/self/cgroup}. */
    static Cgroup ofThisProcess() throws IOException {
        return parse(Files.readAllLines(Path.of("/proc/self/cgroup")));
    }

    /** See cgroups(7). */
    static Cgroup parse(List<String> lines) throws IOException {
        String entry = lines.stream()
                .filter(line -> line.startsWith("0::"))
                .findFirst()
                .orElseThrow(
                        () -> new IOException("no cgroup v2 hierarchy; boot with systemd.unified_cgroup_hierarchy=1"));
        return new Cgroup(ROOT.resolve(entry.substring("0::/".length())));
    }

    /** The directory in which nodes make theirs: what systemd delegated to the service, else the root. */
    static Cgroup base() throws IOException {
        Cgroup own = ofThisProcess();
        return own.path().toString().endsWith(".service") ? own : new Cgroup(ROOT);
    }

    /**
     * Where a node's init goes when it ends, since a cgroup that holds it cannot be removed: back to where the launcher
     * came from. A service's own cgroup refuses processes once nodes have controllers in it (EBUSY): then a leaf beside
     * the nodes, which systemd removes with the service.
     */
    static Cgroup wayOut() throws IOException {
        Cgroup own = ofThisProcess();
        if (!own.equals(base()) || own.path().equals(ROOT)) {
            return own;
        }
        Cgroup leaf = own.child("stopped");
        leaf.create();
        return leaf;
    }

    Cgroup child(String name) {
        return new Cgroup(path.resolve(name));
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    void create() throws IOException {
        Files.createDirectories(path);
    }

    Path procs() {
        return path.resolve("cgroup.procs");
    }

    /** Moves this process, all its threads, here. */
    void enter() throws IOException {
        write(procs(), "0");
    }

    /** Lets children have the controllers; there must be no process in this directory. */
    void enableControllers() throws IOException {
        List<String> available = controllers();
        for (String controller : CONTROLLERS) {
            if (available.contains(controller)) {
                write(path.resolve("cgroup.subtree_control"), "+" + controller);
            } else if (!OPTIONAL.contains(controller)) {
                throw new IOException("%s has no %s controller; add cgroup_enable=%s to the kernel's command line"
                        .formatted(path, controller, controller));
            }
        }
    }

    List<String> controllers() throws IOException {
        return List.of(
                Files.readString(path.resolve("cgroup.controllers")).strip().split(" "));
    }

    /** Removes the tree, deepest first, and kills what is left in it: the remains of a power cut or kill -9. */
    void remove() throws IOException {
        if (!exists()) {
            return;
        }
        if (Files.exists(path.resolve("cgroup.kill"))) {
            write(path.resolve("cgroup.kill"), "1");
        }
        try (Stream<Path> tree = Files.walk(path)) {
            List<Path> deepestFirst = tree.filter(Files::isDirectory)
                    .sorted((a, b) -> b.compareTo(a))
                    .toList();
            for (Path directory : deepestFirst) {
                removeDirectory(directory);
            }
        }
    }

    private static void removeDirectory(Path directory) throws IOException {
        IOException last = null;
        for (int attempt = 0; attempt < 50; attempt++) {
            try {
                Files.deleteIfExists(directory);
                return;
            } catch (IOException e) {
                last = e; // processes that were killed are still on their way out
                pause();
            }
        }
        throw new IOException("cannot remove the cgroup " + directory + ", a process is left in it", last);
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void write(Path file, String value) throws IOException {
        Files.writeString(file, value, StandardOpenOption.WRITE);
    }
}
