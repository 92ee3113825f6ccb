package org.hepto.lab;

import java.time.Duration;

/**
 * A command that goes on in a host after {@link LabHost#start}.
 *
 * @param host where
 * @param pid its process, and its process group
 * @param log the file in the host with its output
 */
public record BackgroundProcess(LabHost host, int pid, String log) {
    /** Whether it has not ended yet. */
    public boolean running() {
        return host.run("kill -0 %d".formatted(pid)).ok();
    }

    /** Sends a signal, named as for {@code kill(1)}, to it and its children. */
    public void signal(String signal) {
        host.run("kill -%s -- -%d".formatted(signal, pid));
    }

    /** Asks it to end, waits, and kills it if it is still there after the given time. */
    public void stop(Duration grace) {
        host.run(
                "kill -TERM -- -%1$d; for i in $(seq %2$d); do kill -0 %1$d || exit 0; sleep 0.1; done; kill -KILL -- -%1$d"
                        .formatted(pid, grace.toMillis() / 100));
    }

    /** What it has written so far. */
    public String output() {
        return host.ok("cat " + log);
    }
}
