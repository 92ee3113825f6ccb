package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.services.daemon.DaemonMain;
import org.hepto.services.node.JavaProgram;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.OperatorVariables;
import org.hepto.services.steps.HelperProgram;

/** Says how the daemon's JVM is run: flags that keep it small, measured one by one in docs/memory.md. */
final class DaemonCommand {
    private static final List<String> FLAGS = List.of(
            // less than what the archived objects of the cache take would end the JVM
            "-Xms6m",
            "-Xmx24m",
            // all of it is in use after a while; what dies in the old generation is collected once a minute
            "-Xmn1m",
            "-XX:MinHeapFreeRatio=2",
            "-XX:MaxHeapFreeRatio=5",
            "-XX:MarkSweepDeadRatio=0",
            "-XX:MarkSweepAlwaysCompactCount=1",
            "-XX:SoftRefLRUPolicyMSPerMB=0",
            "-XX:TrimNativeHeapInterval=5000",
            // each thread touches its shadow pages
            "-XX:StackShadowPages=10",
            "-XX:StringTableSize=2048",
            "-XX:+UnlockExperimentalVMOptions",
            "-XX:SymbolTableSize=1024",
            // carriers: what waits in the kernel for long has a platform thread
            "-Djdk.virtualThreadScheduler.parallelism=1");

    private final Path version;
    private final JavaProgram daemon;

    DaemonCommand(Path version) {
        this.version = version;
        daemon = new JavaProgram(version, "daemon", "daemon.jar", DaemonMain.class.getName(), FLAGS);
    }

    /** Returns the argument list of a node's daemon. */
    List<String> run(NodePaths paths) {
        return daemon.command(paths.data(), version);
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
        JavaProgram.discardLibrary(version);
    }

    /** Tells whether the JVM's caches of the daemon and its helper, for this version and this JDK, are there. */
    boolean isTrained() {
        return programs().stream().allMatch(JavaProgram::isTrained);
    }

    /** Makes the caches that are missing. */
    void train() throws IOException, InterruptedException {
        for (JavaProgram program : programs()) {
            if (!program.isTrained()) {
                program.train();
            }
        }
    }

    private List<JavaProgram> programs() {
        return List.of(daemon, HelperProgram.of(version));
    }
}
