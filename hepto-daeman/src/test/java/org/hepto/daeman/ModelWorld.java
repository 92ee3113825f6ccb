package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.hepto.daeman.UnitTimer.Purpose;

/**
 * The engine with a world that does what it is told, and checks each effect against a model of its own: what was called
 * and has not returned, which timers are set, which values units have published and seen. Time stands still; timers fire
 * when a test says so.
 */
final class ModelWorld {
    static final Now NOW = new Now(Instant.EPOCH, 0);

    final UnitGraph graph;
    final Engine engine;
    final Map<String, Slot.Call> calls = new HashMap<>();
    final Set<String> interrupted = new LinkedHashSet<>();
    /** Calls that surely have entered the unit's code. */
    final Set<String> entered = new LinkedHashSet<>();

    final Set<String> probes = new LinkedHashSet<>();
    final Set<UnitTimer> timers = new LinkedHashSet<>();
    /** Units whose start was entered and not stopped since. */
    final Set<String> toStop = new LinkedHashSet<>();

    final Map<String, Object> newest = new TreeMap<>();
    final Map<String, Object> early = new TreeMap<>();
    final Map<UnitEdge, Optional<Object>> seen = new HashMap<>();
    boolean ending;

    ModelWorld(UnitGraph graph) {
        this.graph = graph;
        this.engine = new Engine(graph, NOW);
    }

    private ModelWorld(ModelWorld other) {
        graph = other.graph;
        engine = other.engine.copy();
        calls.putAll(other.calls);
        interrupted.addAll(other.interrupted);
        entered.addAll(other.entered);
        probes.addAll(other.probes);
        timers.addAll(other.timers);
        toStop.addAll(other.toStop);
        newest.putAll(other.newest);
        early.putAll(other.early);
        seen.putAll(other.seen);
        ending = other.ending;
    }

    ModelWorld copy() {
        return new ModelWorld(this);
    }

    UnitState state(String unit) {
        return engine.slot(unit).state();
    }

    List<String> followed(String unit) {
        return graph.neighbours(unit).follows();
    }

    /** Takes an event to the engine and does what it says. */
    void on(UnitEvent event) {
        before(event);
        List<UnitTimer> cancelled = new ArrayList<>();
        for (UnitEffect effect : engine.on(event, NOW)) {
            perform(effect);
            if (effect instanceof UnitEffect.Cancel(UnitTimer timer)) {
                cancelled.add(timer);
            }
        }
        ModelInvariants.check(this);
        for (UnitTimer timer : cancelled) {
            assertThat(engine.copy().on(new UnitEvent.TimerFired(timer), NOW))
                    .as("late %s", timer)
                    .isEmpty();
        }
    }

    private void before(UnitEvent event) {
        switch (event) {
            case UnitEvent.StopAsked() -> ending = true;
            case UnitEvent.StartReturned e -> {
                toStop.add(e.unit());
                if (state(e.unit()) == UnitState.STARTING) {
                    newest.put(e.unit(), early.getOrDefault(e.unit(), e.value()));
                }
                ended(e.unit());
            }
            case UnitEvent.StartThrew e -> {
                toStop.add(e.unit());
                ended(e.unit());
            }
            case UnitEvent.StartSkipped e -> ended(e.unit());
            case UnitEvent.ChangedReturned e -> ended(e.unit());
            case UnitEvent.ChangedThrew e -> ended(e.unit());
            case UnitEvent.StopReturned e -> ended(e.unit());
            case UnitEvent.StopThrew e -> ended(e.unit());
            case UnitEvent.ProbeEnded e -> probes.remove(e.unit());
            case UnitEvent.TimerFired e -> timers.remove(e.timer());
            case UnitEvent.Published e -> published(e);
            case UnitEvent.ValueRead e -> {
                entered.add(e.unit());
                see(e.unit(), e.followed());
            }
            case UnitEvent.StartAsked _, UnitEvent.RestartAsked _, UnitEvent.ChangeAsked _, UnitEvent.Failed _ -> {}
        }
    }

    private void published(UnitEvent.Published event) {
        if (event.run() == engine.slot(event.unit()).run()) {
            switch (state(event.unit())) {
                case READY -> newest.put(event.unit(), event.value());
                case STARTING -> early.put(event.unit(), event.value());
                default -> {}
            }
        }
    }

    private void ended(String unit) {
        calls.remove(unit);
        interrupted.remove(unit);
        entered.remove(unit);
    }

    private void see(String unit, String followed) {
        seen.put(edge(unit, followed), Optional.ofNullable(newest.get(followed)));
    }

    static UnitEdge edge(String unit, String followed) {
        return new UnitEdge(unit, followed, UnitEdge.Kind.FOLLOWS);
    }

    private void perform(UnitEffect effect) {
        switch (effect) {
            case UnitEffect.CallStart(String unit, int _) -> {
                ModelInvariants.mayStart(this, unit);
                calls.put(unit, Slot.Call.START);
                early.remove(unit);
                followed(unit).forEach(on -> see(unit, on));
            }
            case UnitEffect.CallChanged(String unit, String on) -> {
                ModelInvariants.mayChange(this, unit, on);
                calls.put(unit, Slot.Call.CHANGED);
                see(unit, on);
            }
            case UnitEffect.CallStop(String unit, StopReason reason) -> {
                ModelInvariants.mayStop(this, unit, reason);
                calls.put(unit, Slot.Call.STOP);
                toStop.remove(unit);
            }
            case UnitEffect.InterruptCall(String unit) -> {
                assertThat(calls).as("interrupted").containsKey(unit);
                interrupted.add(unit);
            }
            case UnitEffect.RunProbe(String unit) -> {
                ModelInvariants.mayProbe(this, unit);
                probes.add(unit);
            }
            case UnitEffect.InterruptProbe(String unit) -> assertThat(probes).contains(unit);
            case UnitEffect.Schedule(UnitTimer timer, var _) ->
                assertThat(timers.add(timer)).isTrue();
            case UnitEffect.Cancel(UnitTimer timer) ->
                assertThat(timers.remove(timer)).isTrue();
            case UnitEffect.Tell _, UnitEffect.LogFailure _, UnitEffect.LogStopFailure _ -> {}
        }
    }

    boolean isSet(String unit, Purpose purpose) {
        return timers.stream().anyMatch(timer -> timer.unit().equals(unit) && timer.purpose() == purpose);
    }

    /** Whether nothing happens any more unless something new comes up; a next probe doesn't count. */
    boolean isQuiescent() {
        return calls.isEmpty()
                && probes.isEmpty()
                && timers.stream().allMatch(timer -> timer.purpose() == Purpose.PROBE);
    }

    /** Has everything that is under way succeed until nothing is. */
    void settle() {
        settle(new HashSet<>());
    }

    /** As before, but only until a state from which that was seen to work; adds those that it passes. */
    void settle(Set<String> settling) {
        Set<String> passed = new LinkedHashSet<>();
        String key = key();
        while (!isQuiescent() && !settling.contains(key)) {
            assertThat(passed.add(key)).as("no circle").isTrue();
            on(ModelMoves.success(this));
            key = key();
        }
        if (isQuiescent()) {
            ModelInvariants.checkQuiescent(this);
        }
        settling.addAll(passed);
    }

    /** All that decides what may happen from here on: without numbers that only count up, and without what is over. */
    String key() {
        StringBuilder key = new StringBuilder().append(ending);
        for (String unit : graph.names()) {
            Slot slot = engine.slot(unit);
            boolean alive = slot.isAlive(slot.run());
            key.append('|')
                    .append(slot.state())
                    .append(calls.get(unit))
                    .append(slot.entered)
                    .append(slot.unwanted);
            key.append(newest.get(unit)).append(slot.is(UnitState.STARTING) ? early.get(unit) : "");
            if (slot.isBusy()) {
                key.append(slot.interrupted).append(entered.contains(unit)).append(alive ? "" : slot.leaves());
            }
            if (slot.watch.isProbing()) {
                key.append(slot.watch.probing() == slot.run()).append(slot.watch.settled());
            }
            if (slot.is(UnitState.READY)) {
                key.append(slot.watch.failures()).append(isSet(unit, Purpose.PROBE));
            }
            if (alive) {
                followed(unit)
                        .forEach(on -> key.append(seen.get(edge(unit, on)))
                                .append(slot.values().seen(on)));
            }
        }
        return key.toString();
    }
}
