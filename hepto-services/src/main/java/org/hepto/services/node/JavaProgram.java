package org.hepto.services.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program of this file that runs in a JVM of its own, with flags that keep it small and a cache of its classes, see
 * docs/memory.md.
 */
public final class JavaProgram {
    /** Tells a program's main to train. */
    public static final String TRAIN = "--train";

    private static final long TRAINING_MINUTES = 3;

    /** JNR unpacks it where it is missing, without syncing it, and takes it as it is where it is not. */
    private static final String LIBRARY = "libjffi.so";

    /** Variables with options for every JVM of an operator. */
    private static final List<String> OPTIONS = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-Xss512k",
            "-XX:TieredStopAtLevel=1",
            // what runs for long is idle, and runs nothing so often that more compiled code would pay for its memory
            "-XX:CompileThresholdScaling=10",
            "-XX:ReservedCodeCacheSize=32m",
            "-XX:MaxMetaspaceSize=96m",
            "-XX:-UsePerfData",
            // a JVM that thrashes is of no use: another is started
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UnlockDiagnosticVMOptions",
            // a newer Java that has dropped one of these must still run the node
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:ArchiveRelocationMode=0",
            // JNR by reflection: the few calls are not worth the classes of an assembler
            "-Djnr.ffi.asm.enabled=false",
            "-Dio.netty.allocator.type=unpooled",
            "-Dio.netty.noPreferDirect=true",
            "-Dio.netty.noUnsafe=true",
            "--enable-native-access=ALL-UNNAMED");

    private final Path version;
    private final String name;
    private final String jar;
    private final String main;
    private final List<String> flags;

    /**
     * Describes a program; nothing is started.
     *
     * @param version directory of the running version
     * @param name of its cache and its log, in that directory
     * @param jar its class path, in that directory
     * @param main its main class
     * @param flags besides those that all programs have
     */
    public JavaProgram(Path version, String name, String jar, String main, List<String> flags) {
        this.version = version;
        this.name = name;
        this.jar = jar;
        this.main = main;
        this.flags = flags;
    }

    /** Returns the command line with the arguments. */
    public List<String> command(Path... arguments) {
        List<String> command = java();
        if (isTrained()) {
            command.add("-XX:AOTCache=" + cache());
            // a stale cache must only cost speed
            command.add("-XX:AOTMode=auto");
        }
        command.addAll(main());
        for (Path argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    /** Forgets what JNR has unpacked at an earlier start: after a power cut it may be an empty file. */
    public static void discardLibrary(Path version) throws IOException {
        Files.deleteIfExists(version.resolve(LIBRARY));
    }

    /** Tells whether the JVM's cache for this version and this JDK is there, and not an empty file. */
    public boolean isTrained() {
        return cache().toFile().length() > 0;
    }

    /** Makes the cache (JEP 514) in a training run of the program's own classes. */
    public void train() throws IOException, InterruptedException {
        Path staged = version.resolve("." + name + ".aot");
        Path log = version.resolve(name + "-training.log");
        List<String> command = java();
        command.add("-XX:AOTCacheOutput=" + staged);
        // nor is it to compile at once what was run often in training
        command.add("-XX:-AOTRecordTraining");
        command.addAll(main());
        command.add(TRAIN);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        adapt(builder.environment());
        builder.redirectOutput(log.toFile());
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(TRAINING_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("it took more than %d minutes".formatted(TRAINING_MINUTES));
        }
        if (process.exitValue() != 0 || !Files.isRegularFile(staged)) {
            throw new IOException("see " + log);
        }
        // a power cut must not leave an empty cache under a name that says it is there
        InstalledVersion.sync(staged);
        Files.move(staged, cache(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Leaves out what a JVM adds to its command line, as the daemon has it: a second choice of a collector would end it. */
    static void adapt(Map<String, String> environment) {
        OPTIONS.forEach(environment::remove);
        environment.put("MALLOC_ARENA_MAX", "1");
    }

    /** It is bound to the exact JDK build. */
    private Path cache() {
        return version.resolve("%s-%s.aot".formatted(name, System.getProperty("java.vm.version")));
    }

    private List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(flags);
        // JNR's library is unpacked once, here, and not into /tmp, which may be noexec
        command.add("-Djffi.extract.dir=" + version);
        command.add("-Djffi.extract.name=" + LIBRARY);
        return command;
    }

    private List<String> main() {
        return List.of("-cp", version.resolve(jar).toString(), main);
    }
}
