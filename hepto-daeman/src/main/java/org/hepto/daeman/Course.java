package org.hepto.daeman;

import java.util.ArrayList;
import java.util.List;
import org.hepto.daeman.UnitStopException.StopFailure;
import org.jspecify.annotations.Nullable;

/** Where the graph as a whole stands: whether it is to run, and how it ends. */
final class Course {
    private final List<StopFailure> stopFailures = new ArrayList<>();
    private boolean started;
    private boolean ending;
    private @Nullable FatalUnitException fatal;

    Course() {}

    /** Makes a copy that goes its own way. */
    Course(Course other) {
        stopFailures.addAll(other.stopFailures);
        started = other.started;
        ending = other.ending;
        fatal = other.fatal;
    }

    /** Lets the units start. */
    void start() {
        if (started || ending) {
            throw new IllegalStateException("a graph is started once: make a new one");
        }
        started = true;
    }

    /** Has all units stop for good. */
    void end() {
        ending = true;
    }

    /** Has all units stop for good because of one of them; the first reason stays. */
    void end(FatalUnitException why) {
        if (fatal == null) {
            fatal = why;
            ending = true;
        }
    }

    /** Keeps the failure of a unit that did not stop cleanly, if all are to stop. */
    void stopFailed(String unit, Throwable failure) {
        if (ending) {
            stopFailures.add(new StopFailure(unit, failure));
        }
    }

    boolean isRunning() {
        return started || ending;
    }

    boolean isEnding() {
        return ending;
    }

    @Nullable
    FatalUnitException fatal() {
        return fatal;
    }

    List<StopFailure> stopFailures() {
        return List.copyOf(stopFailures);
    }
}
