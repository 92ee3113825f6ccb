package org.hepto.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * A script that the {@link Agent} runs in a session of its own, and a shell around it that tells its process group and
 * its exit code.
 *
 * <p>The shell stays until told to go: {@link Process} loses output when a process ends while a thread reads from it,
 * and a child left in the background holds the pipe, so its end says nothing. All that the script wrote is in the pipe
 * when its exit code is known, so reading until nothing is available is enough.
 */
final class RunningCommand {
    private static final String SHELL = """
            exec 3>&2 2> /dev/null
            echo 0 > /proc/self/oom_score_adj
            setsid /bin/bash "$0" 2>&1 3>&- &
            echo $! >&3
            wait $!
            echo $? >&3
            read -r end
            """;
    private static final long SHORTEST_PAUSE_MILLIS = 1;
    private static final long LONGEST_PAUSE_MILLIS = 16;

    /** Takes a piece of output. */
    interface Output {
        void accept(byte[] piece) throws IOException;
    }

    private final Process shell;
    private final BufferedReader facts;
    private final String processGroup;

    RunningCommand(String script) throws IOException {
        shell = new ProcessBuilder("/bin/sh", "-c", SHELL, script).start();
        facts = new BufferedReader(new InputStreamReader(shell.getErrorStream(), StandardCharsets.US_ASCII));
        processGroup = fact();
    }

    /** Ends the script and all its children that did not leave its group. */
    void kill() throws IOException {
        // it may not have become a group yet
        String kill = "kill -s KILL -- -%1$s || kill -s KILL %1$s".formatted(processGroup);
        new ProcessBuilder("/bin/sh", "-c", kill)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Hands out the output as it comes, and at the end returns the exit code. */
    int await(Output output) throws IOException, InterruptedException {
        InputStream from = shell.getInputStream();
        long pause = SHORTEST_PAUSE_MILLIS;
        while (true) {
            boolean ended = facts.ready() || !shell.isAlive();
            int available = from.available();
            if (available > 0) {
                output.accept(from.readNBytes(Math.min(available, Frame.LARGEST_PAYLOAD)));
                pause = SHORTEST_PAUSE_MILLIS;
            } else if (ended) {
                int code = Integer.parseInt(fact());
                shell.getOutputStream().close();
                return code;
            } else {
                Thread.sleep(pause);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private String fact() throws IOException {
        String line = facts.readLine();
        if (line == null) {
            throw new IOException("the shell of a command ended before it");
        }
        return line;
    }
}
