package org.hepto.services.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hepto.daeman.UnitStatus;

/**
 * One unit at one moment, as it goes to the command line. Durations are whole milliseconds.
 *
 * @param state the name of a {@link org.hepto.daeman.UnitState}; another build may have more of them
 * @param since when it came into that state, by the wall clock
 * @param inState how long it is in that state, by the steady clock
 * @param restarts how often it was started again
 * @param waitsFor units, or what a condition waits for; empty if it waits for nothing
 * @param detail the free line that the unit has set
 * @param lastError one line; stays after the unit has recovered
 * @param waited how long the last start waited for other units
 * @param startTook how long the last start took from then until ready
 * @param startCpu how much CPU was used meanwhile where the unit works
 * @param probeFailure what the last health probe said, if it failed
 */
public record UnitReport(
        String name,
        String state,
        Instant since,
        Duration inState,
        int restarts,
        List<String> waitsFor,
        Optional<String> detail,
        Optional<String> lastError,
        Optional<Duration> waited,
        Optional<Duration> startTook,
        Optional<Duration> startCpu,
        Optional<String> probeFailure) {
    /** Keeps a copy of the list. */
    public UnitReport {
        waitsFor = List.copyOf(waitsFor);
    }

    static UnitReport of(UnitStatus unit) {
        return new UnitReport(
                unit.name(),
                unit.state().name(),
                unit.since(),
                unit.inState(),
                unit.restarts(),
                unit.waitsFor().stream().map(Texts::cut).toList(),
                unit.detail().map(Texts::cut),
                unit.lastError().map(Texts::cut),
                unit.waited(),
                unit.startTook(),
                unit.startCpu(),
                unit.probeFailure().map(Texts::cut));
    }

    /** Tells whether dependents may use it. */
    public boolean isReady() {
        return state.equals("READY");
    }
}
