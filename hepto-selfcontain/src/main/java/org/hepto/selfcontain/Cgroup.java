package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A directory of cgroup v2; see the kernel's {@code admin-guide/cgroup-v2.rst}. */
record Cgroup(Path path) {
    /** Where cgroup v2 is mounted, on the host and in the container. */
    static final Path ROOT = Path.of("/sys/fs/cgroup");

    /** The controllers without which kubelet does not run. */
    static final List<String> REQUIRED = List.of("cpu", "memory", "pids");

    /** Kubelet runs without these: io accounting and cpu pinning are absent then. */
    private static final List<String> OPTIONAL = List.of("io", "cpuset");

    /** The cgroup of this process, from {@code /proc/self/cgroup}. */
    static Cgroup ofThisProcess() throws IOException {
        return parse(Files.readAllLines(Path.of("/proc/self/cgroup")));
    }

    /**
     * Finds the cgroup of v2 among those of a process.
     *
     * @param lines of {@code /proc/<pid>/cgroup}, see cgroups(7)
     */
    static Cgroup parse(List<String> lines) throws IOException {
        String entry = lines.stream()
                .filter(line -> line.startsWith("0::"))
                .findFirst()
                .orElseThrow(() -> new IOException("no cgroup v2 hierarchy"));
        return new Cgroup(ROOT.resolve(entry.substring("0::/".length())));
    }

    Cgroup child(String name) {
        return new Cgroup(path.resolve(name));
    }

    boolean exists() {
        return Files.isDirectory(path);
    }

    /** Tells whether cgroup v2 is mounted here. */
    boolean isCgroup2() {
        return Files.exists(path.resolve("cgroup.controllers"));
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
        for (String controller : REQUIRED) {
            if (!available.contains(controller)) {
                throw new IOException("%s has no %s controller".formatted(path, controller));
            }
            write(control(), "+" + controller);
        }
        for (String controller : OPTIONAL) {
            if (available.contains(controller)) {
                write(control(), "+" + controller);
            }
        }
    }

    /** Returns the controllers that it may hand on to its children. */
    List<String> controllers() throws IOException {
        return List.of(
                Files.readString(path.resolve("cgroup.controllers")).strip().split(" "));
    }

    /**
     * Asks the kernel for a change of nothing, which it refuses for the same reasons as a real one: a read-only mount, or
     * the border of a namespace.
     *
     * @return why it refuses, or empty
     */
    Optional<String> refusal() {
        try {
            write(control(), "\n");
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Tells whether other processes keep it from handing on what its children need: any cgroup but the top of the hierarchy has
     * either processes or children with memory to control ("no internal processes"). So it is in a container that has a shell
     * beside the node.
     */
    boolean isOccupied() throws IOException {
        boolean isTop = !Files.exists(path.resolve("cgroup.type"));
        if (isTop || List.of(Files.readString(control()).strip().split(" ")).contains("memory")) {
            return false;
        }
        String own = Long.toString(ProcessHandle.current().pid());
        return Files.readAllLines(procs()).stream().anyMatch(pid -> !pid.equals(own));
    }

    private Path control() {
        return path.resolve("cgroup.subtree_control");
    }

    /** Kills what is left in the tree and removes it, deepest first: the leftovers of a power cut or kill -9. */
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
