package org.hepto.lab;

import static org.hepto.lab.LabLibC.SOCK_DGRAM;
import static org.hepto.lab.LabLibC.SOCK_STREAM;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How a lab host becomes a User-Mode-Linux process: its folder on the machine, its disk, its kernel's command line. */
final class UmlMachine {
    private final String name;
    private final HostSize size;
    private final MacAddress mac;
    private final Path directory;
    private final boolean router;
    private int boots;

    /** One boot: lives until the process ends. */
    record Session(UmlProcess process, ControlChannel channel) {}

    UmlMachine(String name, HostSize size, MacAddress mac, Path directory, boolean router) {
        this.name = name;
        this.size = size;
        this.mac = mac;
        this.directory = directory;
        this.router = router;
    }

    Path console() {
        return directory.resolve("console.log");
    }

    /**
     * @param segment of the network
     * @param cpu of this machine, for all its processes
     */
    Session start(Switch network, String segment, int cpu) {
        Path kernel = UmlKernel.find();
        try {
            Path init = prepare();
            UnixSocket.Pair link = UnixSocket.pair(SOCK_DGRAM);
            UnixSocket.Pair serial = UnixSocket.pair(SOCK_STREAM);
            network.attach(name, segment, link.here());
            ControlChannel channel = new ControlChannel(name, serial.here());
            try (UnixSocket linkThere = link.there();
                    UnixSocket serialThere = serial.there()) {
                UmlProcess process = UmlProcess.start(
                        name,
                        cpu,
                        commandLine(kernel, init, linkThere.descriptor(), serialThere.descriptor()),
                        console(),
                        List.of(linkThere, serialThere));
                return new Session(process, channel);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> commandLine(Path kernel, Path init, int link, int serial) {
        return List.of(
                kernel.toString(),
                "mem=" + size.memoryMiB() + "M",
                "ncpus=1",
                "seccomp=on",
                "root=/dev/root",
                "rootfstype=hostfs",
                "rootflags=/",
                "ro",
                "init=" + init,
                "con=null",
                "con0=null,fd:1",
                "ssl=null",
                "ssl0=fd:%1$d,fd:%1$d".formatted(serial),
                "ubdb=" + disk(),
                "vec0:transport=fd,fd=%d,mac=%s".formatted(link, mac),
                "quiet",
                "panic=-1",
                "umid=" + name,
                "uml_dir=" + directory.resolve("uml") + "/");
    }

    private Path disk() {
        return directory.resolveSibling(name + ".disk");
    }

    /** Each boot has files of its own, since a host may see old content under a name that it knows. */
    private Path prepare() throws IOException {
        if (!Files.exists(disk())) {
            try (RandomAccessFile file = new RandomAccessFile(disk().toFile(), "rw")) {
                file.setLength((long) size.diskGiB() << 30);
            }
            LocalCommand.run(
                    "mkfs.ext4",
                    "-q",
                    "-F",
                    "-E",
                    "lazy_itable_init=1,lazy_journal_init=1,nodiscard",
                    disk().toString());
        }
        Path boot = Files.createDirectories(directory.resolve("boot-" + ++boots));
        Files.writeString(boot.resolve("settings"), settings());
        Path init = boot.resolve("init.sh");
        try (InputStream script = resource("init.sh")) {
            Files.copy(script, init);
        }
        if (!init.toFile().setExecutable(true)) {
            throw new IOException("cannot make executable: " + init);
        }
        return init;
    }

    private String settings() {
        return """
                NAME=%s
                EXCHANGE=%s
                CHECKOUT=%s
                JAVA_HOME=%s
                CLASSES=%s
                ROUTER=%s
                """.formatted(
                        name,
                        directory,
                        ProjectFiles.root(),
                        ProjectFiles.javaHome(),
                        ProjectFiles.classes(),
                        router ? "yes" : "");
    }

    private static InputStream resource(String name) throws IOException {
        @Nullable InputStream stream = UmlMachine.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IOException("no resource " + name);
        }
        return stream;
    }

    /** Resident memory of the process, in MiB: the touched part of the host's memory is in it. */
    long residentMiB(int pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Integer.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
