package org.hepto.daeman;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A unit that writes down what happens to it, and that a test can make fail. Its value counts its starts. */
final class TestUnit implements Unit<Integer> {
    private final UnitKey<Integer> key;
    private final List<String> journal;
    private final List<UnitKey<?>> needs = new ArrayList<>();
    private final List<UnitKey<?>> after = new ArrayList<>();
    private final List<UnitKey<?>> follows = new ArrayList<>();
    private Start onStart = context -> {};
    private @Nullable Start onChanged;
    private Stop onStop = () -> {};
    private Duration stopTimeout = Duration.ofSeconds(5);
    private Optional<HealthProbe> health = Optional.empty();
    private int starts;
    final List<StopReason> reasons = new CopyOnWriteArrayList<>();

    @Nullable
    UnitContext context;

    /** What else a start does. */
    interface Start {
        void run(UnitContext context) throws Exception;
    }

    /** What else a stop does. */
    interface Stop {
        void run() throws Exception;
    }

    TestUnit(String name, List<String> journal) {
        this.key = UnitKey.of(name, Integer.class);
        this.journal = journal;
    }

    TestUnit needs(Unit<?>... units) {
        List.of(units).forEach(unit -> needs.add(unit.key()));
        return this;
    }

    TestUnit after(Unit<?>... units) {
        List.of(units).forEach(unit -> after.add(unit.key()));
        return this;
    }

    TestUnit follows(Unit<?>... units) {
        List.of(units).forEach(unit -> follows.add(unit.key()));
        return this;
    }

    /** Replaces the restart at news; the journal has it with the newest value. */
    TestUnit onChanged(Start action) {
        onChanged = action;
        return this;
    }

    TestUnit onStart(Start action) {
        onStart = action;
        return this;
    }

    TestUnit onStop(Stop action) {
        onStop = action;
        return this;
    }

    TestUnit stopTimeout(Duration timeout) {
        stopTimeout = timeout;
        return this;
    }

    TestUnit health(HealthProbe probe) {
        health = Optional.of(probe);
        return this;
    }

    void fail(Throwable cause) {
        context().failed(cause);
    }

    void publish(int value) {
        context().publish(key, value);
    }

    UnitContext context() {
        if (context == null) {
            throw new AssertionError(key + " was not started");
        }
        return context;
    }

    @Override
    public UnitKey<Integer> key() {
        return key;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return needs;
    }

    @Override
    public List<UnitKey<?>> after() {
        return after;
    }

    @Override
    public List<UnitKey<?>> follows() {
        return follows;
    }

    @Override
    public void changed(UnitContext given, UnitKey<?> followed) throws Exception {
        if (onChanged == null) {
            journal.add("news for " + key);
            Unit.super.changed(given, followed);
        } else {
            onChanged.run(given);
            journal.add("%s sees %s %s".formatted(key, followed, given.get(followed)));
        }
    }

    @Override
    public Optional<HealthProbe> health() {
        return health;
    }

    @Override
    public Duration stopTimeout() {
        return stopTimeout;
    }

    @Override
    public Integer start(UnitContext given) throws Exception {
        context = given;
        journal.add("start " + key);
        onStart.run(given);
        return ++starts;
    }

    @Override
    public void stop(StopReason reason) throws Exception {
        reasons.add(reason);
        journal.add("stop " + key);
        onStop.run();
    }
}
