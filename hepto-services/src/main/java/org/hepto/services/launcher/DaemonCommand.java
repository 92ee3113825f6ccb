package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hepto.services.daemon.DaemonMain;
import org.hepto.services.daemon.Training;
import org.hepto.services.node.InstalledVersion;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.OperatorVariables;

/** Says how the daemon's JVM is run: flags that keep it small, measured one by one in docs/memory.md. */
final class DaemonCommand {
    private static final long TRAINING_MINUTES = 3;

    /** JNR unpacks it where it is missing, without syncing it, and takes it as it is where it is not. */
    private static final String LIBRARY = "libjffi.so";

    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xms8m",
            "-Xmx64m",
            // all of it is in use after a while
            "-Xmn2m",
            "-Xss512k",
            "-XX:TieredStopAtLevel=1",
            // an idle daemon runs nothing so often that more compiled code would pay for its memory
            "-XX:CompileThresholdScaling=10",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:MaxMetaspaceSize=96m",
            "-XX:-UsePerfData",
            "-XX:TrimNativeHeapInterval=5000",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            // a JVM that thrashes is of no use: its init starts another
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UnlockDiagnosticVMOptions",
            // a newer Java that has dropped one of these must still run the node
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:ArchiveRelocationMode=0",
            // JNR by reflection: the daemon's few calls are not worth the classes of an assembler
            "-Djnr.ffi.asm.enabled=false",
            "-Dio.netty.allocator.type=unpooled",
            "-Dio.netty.noPreferDirect=true",
            "-Dio.netty.noUnsafe=true",
            "--enable-native-access=ALL-UNNAMED");

    private final Path version;

    DaemonCommand(Path version) {
        this.version = version;
    }

    /** Returns the argument list of a node's daemon. */
    List<String> run(NodePaths paths) {
        List<String> command = java();
        if (isTrained()) {
            command.add("-XX:AOTCache=" + cache());
            // a stale cache must only cost speed
            command.add("-XX:AOTMode=auto");
        }
        command.addAll(main());
        command.add(paths.data().toString());
        command.add(version.toString());
        return command;
    }

    /** Returns the data directory in the command line of a daemon, or of the init that starts it. */
    static Optional<String> directory(List<String> command) {
        int name = command.indexOf(DaemonMain.class.getName());
        return name >= 0 && name + 1 < command.size() ? Optional.of(command.get(name + 1)) : Optional.empty();
    }

    /**
     * Environment of the daemon, {@code NAME=value}.
     *
     * @param launcher the environment of the launcher, of which {@link OperatorVariables} are passed on
     */
    static List<String> environment(Map<String, String> launcher) {
        List<String> variables = new ArrayList<>(List.of(
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME=/root",
                "LC_ALL=C.UTF-8",
                // glibc's arenas cost a JVM with many threads megabytes
                "MALLOC_ARENA_MAX=1"));
        OperatorVariables.forDaemon(launcher).forEach((name, value) -> variables.add(name + "=" + value));
        return variables;
    }

    /** Forgets what JNR has unpacked at an earlier start: after a power cut it may be an empty file. */
    void discardLibrary() throws IOException {
        Files.deleteIfExists(version.resolve(LIBRARY));
    }

    /** Tells whether the JVM's cache for this version and this JDK is there, and not an empty file. */
    boolean isTrained() {
        return cache().toFile().length() > 0;
    }

    /** Makes the cache (JEP 514) in a training run of the daemon's own classes. */
    void train() throws IOException, InterruptedException {
        Path staged = version.resolve(".daemon.aot");
        List<String> command = java();
        command.add("-XX:AOTCacheOutput=" + staged);
        // nor is it to compile at once what was run often in training
        command.add("-XX:-AOTRecordTraining");
        command.addAll(main());
        command.add(Training.ARGUMENT);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("MALLOC_ARENA_MAX", "1");
        builder.redirectOutput(version.resolve("training.log").toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(TRAINING_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("it took more than %d minutes".formatted(TRAINING_MINUTES));
        }
        if (process.exitValue() != 0 || !Files.isRegularFile(staged)) {
            throw new IOException("see " + version.resolve("training.log"));
        }
        // a power cut must not leave an empty cache under a name that says it is there
        InstalledVersion.sync(staged);
        Files.move(staged, cache(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns the file of the cache, which is bound to the exact JDK build. */
    private Path cache() {
        return version.resolve("daemon-%s.aot".formatted(System.getProperty("java.vm.version")));
    }

    private List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        // JNR's library is unpacked once, here, and not into /tmp, which may be noexec
        command.add("-Djffi.extract.dir=" + version);
        command.add("-Djffi.extract.name=" + LIBRARY);
        return command;
    }

    private List<String> main() {
        return List.of("-cp", version.resolve("hepto.jar").toString(), DaemonMain.class.getName());
    }
}
