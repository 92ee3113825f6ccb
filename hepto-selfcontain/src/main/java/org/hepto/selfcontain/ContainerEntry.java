package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.hepto.utils.Linux;
import org.jspecify.annotations.Nullable;

/** The way into a node's container from its host. */
public final class ContainerEntry {
    /** The mount namespace last: /proc is another one behind it. */
    private static final List<String> NAMESPACES = List.of("cgroup", "ipc", "uts", "net", "mnt");

    private static final int DEPTH = 8;

    private final String pid;

    private ContainerEntry(String pid) {
        this.pid = pid;
    }

    /** The container of that node, if it runs. */
    public static Optional<ContainerEntry> of(String id) throws IOException {
        return pid(Cgroup.ROOT, id).map(ContainerEntry::new);
    }

    /** A process of the node whose cgroup is at the top, or below the service that started the node. */
    static Optional<String> pid(Path root, String id) throws IOException {
        Search search = new Search(Path.of("hepto", id, "init", "cgroup.procs"));
        Files.walkFileTree(root, Set.of(), DEPTH, search);
        return search.pid;
    }

    /** Passes by the cgroups of others that go while we look. */
    private static final class Search extends SimpleFileVisitor<Path> {
        private final Path wanted;
        private Optional<String> pid = Optional.empty();

        Search(Path wanted) {
            this.wanted = wanted;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.endsWith(wanted)) {
                try {
                    pid = Files.readAllLines(file).stream().findFirst();
                } catch (IOException e) {
                    return FileVisitResult.CONTINUE; // went, as those below
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
