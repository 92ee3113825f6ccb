package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.hepto.utils.Linux;
import org.jspecify.annotations.Nullable;

/** Enters a node's container from its host. */
public final class ContainerEntry {
    /** The mount namespace last: /proc is another one behind it. */
    private static final List<String> NAMESPACES = List.of("cgroup", "ipc", "uts", "net", "mnt");

    private static final int DEPTH = 8;

    private final String pid;

    private ContainerEntry(String pid) {
        this.pid = pid;
    }

    /** Finds the container of that node, if it runs. */
    public static Optional<ContainerEntry> of(String id) throws IOException {
        return pid(Cgroup.ROOT, id, ContainerEntry::isOfThisHost).map(ContainerEntry::new);
    }

    /**
     * Returns the container of that node, entered by its daemon; empty if there is no such process, as when the daemon
     * has been started again meanwhile.
     *
     * @param daemon the pid of the daemon, as the node's own pid namespace numbers it
     */
    public static Optional<ContainerEntry> of(String id, long daemon) throws IOException {
        return pid(
                        Cgroup.ROOT,
                        id,
                        pid -> isOfThisHost(pid) && innermost(pid).equals(Optional.of(Long.toString(daemon))))
                .map(ContainerEntry::new);
    }

    /** Returns the pid of a process in the newest pid namespace that it is in, proc_pid_status(5). */
    static Optional<String> innermost(String pid) {
        try {
            return Files.readAllLines(Path.of("/proc", pid, "status")).stream()
                    .filter(line -> line.startsWith("NSpid:"))
                    .map(line -> line.substring(line.lastIndexOf('\t') + 1))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // it ended
        }
    }

    /**
     * Finds a process of the node whose cgroup is at the top, or below the service that started the node. A cgroup counts if the
     * owner of the hierarchy owns it: users to whom a part is delegated can make one that looks the same, and would have
     * root run their programs.
     *
     * @param trusted tells whether a process may be one of a node
     */
    static Optional<String> pid(Path root, String id, Predicate<String> trusted) throws IOException {
        if (!Files.exists(root)) {
            return Optional.empty();
        }
        Path procs = Path.of(NodeCgroup.PARENT, id, CgroupLeaf.INIT.directory(), "cgroup.procs");
        Search search = new Search(procs, Files.getOwner(root), trusted);
        Files.walkFileTree(root, Set.of(), DEPTH, search);
        return search.pid;
    }

    /** A node runs in the host's user namespace; every user may be root in another one. */
    private static boolean isOfThisHost(String pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", pid, "ns/user"))
                    .equals(Files.readSymbolicLink(Path.of("/proc/self/ns/user")));
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    /** Returns the command line of the node's process that was found; empty if that has ended. */
    public List<String> command() {
        try {
            String all = Files.readString(Path.of("/proc", pid, "cmdline"), StandardCharsets.UTF_8);
            return List.of(all.split("\0", -1));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Passes by cgroups that are removed meanwhile. */
    private static final class Search extends SimpleFileVisitor<Path> {
        private final Path wanted;
        private final UserPrincipal owner;
        private final Predicate<String> trusted;
        private Optional<String> pid = Optional.empty();

        Search(Path wanted, UserPrincipal owner, Predicate<String> trusted) {
            this.wanted = wanted;
            this.owner = owner;
            this.trusted = trusted;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.endsWith(wanted)) {
                try {
                    if (Files.getOwner(file).equals(owner)) {
                        pid = Files.readAllLines(file).stream().filter(trusted).findFirst();
                    }
                } catch (IOException e) {
                    return FileVisitResult.CONTINUE; // removed, like those below
                }
            }
            return pid.isPresent() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
        }
    }

    /**
     * Becomes the program, inside. The pid namespace stays that of the host: joining it would forbid this JVM new
     * threads, and the programs that are run so do not look at processes.
     */
    public void exec(Path program, List<String> arguments, List<String> environment) throws IOException {
        CompletableFuture<Void> failure = new CompletableFuture<>();
        Thread.ofPlatform().name("enter").start(() -> {
            try {
                join();
                List<String> command = new ArrayList<>(List.of(program.toString()));
                command.addAll(arguments);
                Linux.execve(program.toString(), command, environment);
            } catch (IOException | RuntimeException e) {
                failure.completeExceptionally(e);
            }
        });
        try {
            failure.get();
        } catch (ExecutionException e) {
            throw new IOException("cannot enter the node's container", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void join() throws IOException {
        List<Integer> namespaces = new ArrayList<>();
        for (String name : NAMESPACES) {
            String path = "/proc/%s/ns/%s".formatted(pid, name);
            namespaces.add(Linux.open(path, Linux.O_RDONLY | Linux.O_CLOEXEC, 0));
        }
        Linux.unshare(Linux.CLONE_FS); // else the mount namespace is refused: threads share their directory
        for (int namespace : namespaces) {
            Linux.setns(namespace);
        }
        Linux.chdir("/");
    }
}
