package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An upstream process: a child of this daemon, or one that an earlier daemon has started. Of the latter pid 1 is the parent
 * and alone learns the exit code. Any thread may call any method.
 */
final class PlaneProcess {
    /** Marks the planes among a container's processes. */
    static final String MARK = "_HEPTO_PLANE";

    private static final int NO_SIGNAL = 128;
    private static final int SIGNALS = 64;
    private static final int POLL_MILLIS = 20;

    private final ProcessHandle handle;
    private final @Nullable Process child;
    private final Path log;

    private PlaneProcess(ProcessHandle handle, @Nullable Process child, Path log) {
        this.handle = handle;
        this.child = child;
        this.log = log;
    }

    /**
     * Starts one. Nothing ties it to this process: not its standard streams, and it makes a session of its own.
     *
     * @param log where it writes, itself; what a start says that fails early goes there too
     */
    static PlaneProcess launch(List<String> command, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new PlaneProcess(process.toHandle(), process, log);
    }

    /**
     * Returns one that runs already.
     *
     * @throws IOException if there is no such process any more
     */
    static PlaneProcess running(long pid, Path log) throws IOException {
        ProcessHandle handle = ProcessHandle.of(pid).orElseThrow(() -> new IOException("no process " + pid));
        return new PlaneProcess(handle, null, log);
    }

    long pid() {
        return handle.pid();
    }

    boolean alive() {
        return handle.isAlive();
    }

    /** Waits for its end; false if that did not come in time. */
    boolean awaitEnd(Duration timeout) throws InterruptedException {
        if (child != null) {
            return child.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        }
        // the JDK would look each half second, later each five
        long end = System.nanoTime() + timeout.toNanos();
        while (alive()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(POLL_MILLIS);
        }
        return true;
    }

    /** Ends it at once; does nothing if it has ended. */
    void kill() {
        handle.destroyForcibly();
    }

    /** How it ended, with what it said last, on one line. */
    String death() {
        int code = child == null ? 0 : child.exitValue();
        String how = child == null ? "" : ", " + describe(code);
        // one that was killed had no time for words: the last error may be of any time before
        Optional<String> words = isSignal(code) ? LastWords.fatal(log, pid()) : LastWords.of(log, pid());
        return "the process ended%s%s"
                .formatted(how, words.map(text -> ": " + text).orElse(""));
    }

    /** The JVM tells a signal as 128 and its number, and there are 64 signals, see signal(7); what is above is a code. */
    static String describe(int code) {
        return isSignal(code) ? "signal " + (code - NO_SIGNAL) : "exit code " + code;
    }

    private static boolean isSignal(int code) {
        return code > NO_SIGNAL && code <= NO_SIGNAL + SIGNALS;
    }
}
