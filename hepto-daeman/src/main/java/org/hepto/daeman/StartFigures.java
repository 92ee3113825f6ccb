package org.hepto.daeman;

import java.time.Duration;
import java.util.Optional;

/**
 * What the last start took.
 *
 * @param waited for other units
 * @param took from the end of that until ready
 * @param cpu the CPU time used meanwhile
 */
record StartFigures(Optional<Duration> waited, Optional<Duration> took, Optional<Duration> cpu) {
    static final StartFigures NONE = new StartFigures(Optional.empty(), Optional.empty(), Optional.empty());

    StartFigures waited(Duration time) {
        return new StartFigures(Optional.of(time), took, cpu);
    }

    StartFigures took(Duration time) {
        return new StartFigures(waited, Optional.of(time), cpu);
    }

    /** Sets the CPU time, which may be unknown. */
    StartFigures cpu(Optional<Duration> time) {
        return new StartFigures(waited, took, time);
    }
}
