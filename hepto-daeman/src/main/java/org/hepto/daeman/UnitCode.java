package org.hepto.daeman;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Runs the code of a unit on the calling thread, and tells how it has ended. Nothing is thrown. */
final class UnitCode {
    private final Unit<?> unit;
    private final String name;
    private final CpuMeter meter;

    UnitCode(Unit<?> unit, CpuMeter meter) {
        this.unit = unit;
        this.name = unit.key().name();
        this.meter = meter;
    }

    Unit<?> unit() {
        return unit;
    }

    UnitEvent start(UnitContext context) {
        Optional<Duration> before = meter.used(unit);
        Object value;
        try {
            value = Objects.requireNonNull(unit.start(context), "start returned null");
        } catch (Throwable failure) {
            return new UnitEvent.StartThrew(name, failure);
        }
        return new UnitEvent.StartReturned(
                name, value, before.flatMap(begin -> meter.used(unit).map(end -> end.minus(begin))));
    }

    UnitEvent changed(UnitContext context, UnitKey<?> followed) {
        try {
            unit.changed(context, followed);
            return new UnitEvent.ChangedReturned(name);
        } catch (Throwable failure) {
            return new UnitEvent.ChangedThrew(name, failure);
        }
    }

    UnitEvent stop(StopReason reason) {
        try {
            unit.stop(reason);
            return new UnitEvent.StopReturned(name);
        } catch (Throwable failure) {
            return new UnitEvent.StopThrew(name, failure);
        }
    }

    UnitEvent probe(Condition.Check check) {
        try {
            return check.holds()
                    ? new UnitEvent.ProbeEnded(name, Optional.empty())
                    : new UnitEvent.ProbeEnded(name, Optional.of(new UnhealthyException("the check says no")));
        } catch (Throwable failure) {
            return new UnitEvent.ProbeEnded(name, Optional.of(failure));
        }
    }
}
