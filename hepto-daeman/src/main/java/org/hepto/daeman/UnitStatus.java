package org.hepto.daeman;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Describes one unit at one moment.
 *
 * @param name of the unit
 * @param state what it is doing
 * @param since when it came into that state, by the wall clock
 * @param inState how long it is in that state, by the steady clock
 * @param waitsFor names of units that aren't ready, or what a condition waits for; empty if it waits for nothing
 * @param detail the free line that the unit has set
 * @param restarts how often it was started again
 * @param lastError one line; stays after the unit has recovered
 * @param waited how long the last start waited for other units
 * @param startTook how long the last start took by itself, from the end of that wait until ready
 * @param startCpu how much CPU was used meanwhile where the unit works, if a {@link CpuMeter} can tell
 * @param probeFailure why the last health probe of a ready unit has failed, one line; empty if it succeeded or none ran
 */
public record UnitStatus(
        String name,
        UnitState state,
        Instant since,
        Duration inState,
        List<String> waitsFor,
        Optional<String> detail,
        int restarts,
        Optional<String> lastError,
        Optional<Duration> waited,
        Optional<Duration> startTook,
        Optional<Duration> startCpu,
        Optional<String> probeFailure) {
    /** Keeps a copy of the list. */
    public UnitStatus {
        waitsFor = List.copyOf(waitsFor);
    }

    /** Returns the same with what the unit says itself. */
    UnitStatus described(Optional<String> waiting, Optional<String> line) {
        return new UnitStatus(
                name,
                state,
                since,
                inState,
                waiting.stream().toList(),
                line,
                restarts,
                lastError,
                waited,
                startTook,
                startCpu,
                probeFailure);
    }

    /** Returns whether dependents may use it. */
    public boolean isReady() {
        return state == UnitState.READY;
    }

    /** Returns one line: {@code "apiserver STARTING 1.2 s, waiting for https://[::1]:6443/readyz (connection refused)"}. */
    public String line() {
        StringBuilder line = new StringBuilder(name + " " + state + " " + Lines.seconds(inState));
        if (!waitsFor.isEmpty()) {
            line.append(", waiting for ").append(String.join(", ", waitsFor));
        }
        detail.ifPresent(text -> line.append(", ").append(text));
        probeFailure.ifPresent(text -> line.append(", health probe failed: ").append(text));
        lastError
                .filter(text -> !isReady())
                .ifPresent(text -> line.append(", last error: ").append(text));
        return line.toString();
    }
}
