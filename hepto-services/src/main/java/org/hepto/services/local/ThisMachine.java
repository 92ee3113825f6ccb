package org.hepto.services.local;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepto.selfcontain.HostTool;
import org.hepto.selfcontain.InstanceLock;
import org.hepto.services.control.ControlClient;
import org.hepto.services.control.Invitation;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.launcher.HostUplink;
import org.hepto.services.node.Build;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.NodePaths;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Linux;
import org.hepto.utils.Rtnetlink;
import org.jspecify.annotations.Nullable;

/** The host that this runs on. */
final class ThisMachine implements LocalWorld {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int TAIL_BYTES = 8192;

    /** In the words behind the program's name, proc_pid_stat(5); counted from 0. */
    private static final int STATE = 0;

    private static final int START_TIME = 19;

    /** They describe one node, and would hold for all of them. */
    private static final List<String> OF_ONE_NODE = List.of(
            "ROLE",
            "CLUSTER",
            "NAME",
            "KEY",
            "KEY_FILE",
            "IFACE",
            "IP",
            "GW",
            "ANCHOR",
            "AUTHORITY",
            "SITE",
            "API_NAME",
            "DATA");

    @Override
    public boolean isRoot() {
        return Linux.geteuid() == 0;
    }

    @Override
    public Optional<String> uplinkProblem() throws IOException {
        return HostUplink.problem();
    }

    @Override
    public void addLink(String name, Ipv6Prefix address) throws IOException {
        try (Rtnetlink network = new Rtnetlink()) {
            if (network.link(name).isEmpty()) {
                network.addDummy(name);
            }
            // hosts without IPv6 switch it off for new links
            Files.writeString(Path.of("/proc/sys/net/ipv6/conf", name, "disable_ipv6"), "0");
            Rtnetlink.Link link = network.link(name).orElseThrow();
            network.setUp(link);
            network.addAddress(link, address);
        }
    }

    @Override
    public void removeLink(String name) throws IOException {
        try (Rtnetlink network = new Rtnetlink()) {
            Optional<Rtnetlink.Link> link = network.link(name);
            if (link.isPresent()) {
                network.deleteLink(link.get());
            }
        }
    }

    @Override
    public LocalProcess start(List<String> arguments, Path log) throws IOException {
        Path setsid = HostTool.find("setsid")
                .orElseThrow(() -> new ConfigException("there is no setsid; install util-linux"));
        List<String> command = new ArrayList<>(List.of(
                // it becomes the program, since a child of the JVM leads no process group
                setsid.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Build.jar().toAbsolutePath().toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        OF_ONE_NODE.forEach(name -> builder.environment().remove("HEPTO_" + name));
        long pid = builder.start().pid();
        String started = stat(pid)
                .map(words -> words[START_TIME])
                .orElseThrow(() -> new IOException("a node ended at once; see " + log));
        return new LocalProcess(pid, Long.parseLong(started), boot());
    }

    private static String boot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    /** Returns the words behind the program's name, which may have spaces and parentheses itself. */
    private static Optional<String[]> stat(long pid) {
        try {
            String text = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(text.substring(text.lastIndexOf(')') + 2).split(" ", -1));
        } catch (IOException e) {
            return Optional.empty(); // it has ended
        }
    }

    @Override
    public boolean isAlive(LocalProcess process) {
        Optional<String[]> words = stat(process.pid());
        return process.boot().equals(boot())
                && words.isPresent()
                && words.get()[START_TIME].equals(Long.toString(process.started()))
                // nobody may wait for a zombie in a container
                && !words.get()[STATE].equals("Z")
                && !words.get()[STATE].equals("X");
    }

    @Override
    public void terminate(LocalProcess process) {
        // the handle first: it knows when its process began, and signals no other
        Optional<ProcessHandle> handle = ProcessHandle.of(process.pid());
        if (handle.isPresent() && isAlive(process)) {
            handle.get().destroy();
        }
    }

    @Override
    public Optional<NodeStatus> status(NodePaths paths) {
        try {
            return Optional.of(new ControlClient(paths, ANSWER).status());
        } catch (IOException e) {
            return Optional.empty(); // it is being started
        }
    }

    @Override
    public Optional<Invitation> invite(NodePaths paths) {
        try {
            return Optional.of(new ControlClient(paths, ANSWER).invite());
        } catch (IOException e) {
            return Optional.empty(); // the master's address will do
        }
    }

    @Override
    public String lastLine(Path file) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            log.seek(Math.max(0, log.length() - TAIL_BYTES));
            byte[] tail = new byte[TAIL_BYTES];
            int length = Math.max(0, log.read(tail));
            return new String(tail, 0, length, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .reduce("", (_, line) -> line)
                    .replaceAll("\\p{Cc}", "?");
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void delete(NodePaths paths) throws IOException {
        Path directory = paths.data();
        if (!Files.isDirectory(directory)) {
            return;
        }
        // held until this process ends
        if (InstanceLock.tryTake(paths.lock()).isEmpty()) {
            throw new IOException("a node runs in %s still; stop it first".formatted(directory));
        }
        Tree.delete(directory);
    }

    /** Deletes a directory with all in it, but for other file systems; follows no symbolic link. */
    static final class Tree extends SimpleFileVisitor<Path> {
        private final Object device;

        private Tree(Object device) {
            this.device = device;
        }

        static void delete(Path directory) throws IOException {
            Object device = Files.getAttribute(directory, "unix:dev");
            Files.walkFileTree(directory, new Tree(device));
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (!Files.getAttribute(directory, "unix:dev").equals(device)) {
                throw new IOException("%s is mounted; unmount it first".formatted(directory));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }
}
