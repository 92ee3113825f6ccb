package org.hepto.daeman;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.daeman.UnitStopException.StopFailure;
import org.jspecify.annotations.Nullable;

/**
 * A running graph as a state machine: events and the time come in, effects come out, and what comes out follows from
 * what has come in alone. It has no lock, thread, clock or callback. For one thread at a time.
 */
final class Engine {
    private final UnitGraph graph;
    private final Course course;
    private final Following following;
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    Engine(UnitGraph graph, Now now) {
        this.graph = graph;
        this.course = new Course();
        this.following = new Following(graph, this::value);
        graph.units().forEach(unit -> slots.put(unit.key().name(), new Slot(UnitSettings.of(unit), now)));
    }

    private Engine(Engine other) {
        graph = other.graph;
        course = new Course(other.course);
        following = new Following(graph, this::value);
        other.slots.forEach((name, slot) -> slots.put(name, new Slot(slot)));
    }

    /** Returns an engine in the same state that goes its own way, to explore what may happen. */
    Engine copy() {
        return new Engine(this);
    }

    /**
     * Takes an event and makes all transitions that are due.
     *
     * @return what is to be done, in that order
     * @throws IllegalStateException if the graph is to start a second time
     * @throws IllegalArgumentException if the unit is not in the graph
     */
    List<UnitEffect> on(UnitEvent event, Now now) {
        Turn turn = new Turn(now, course);
        take(event, turn);
        if (course.isRunning()) {
            advance(turn);
        }
        return turn.effects();
    }

    private void take(UnitEvent event, Turn turn) {
        switch (event) {
            case UnitEvent.StartAsked() -> start(turn);
            case UnitEvent.StopAsked() -> course.end();
            case UnitEvent.RestartAsked(String unit) -> Lifecycle.restart(turn, slot(unit));
            case UnitEvent.StartReturned e -> Lifecycle.startReturned(turn, slot(e.unit()), e.value(), e.cpu());
            case UnitEvent.StartThrew e -> Lifecycle.startThrew(turn, slot(e.unit()), e.failure());
            case UnitEvent.StartSkipped e -> Lifecycle.startSkipped(turn, slot(e.unit()));
            case UnitEvent.ChangedReturned e -> Lifecycle.changedReturned(turn, slot(e.unit()));
            case UnitEvent.ChangedThrew e -> Lifecycle.changedThrew(turn, slot(e.unit()), e.failure());
            case UnitEvent.StopReturned e -> Lifecycle.stopReturned(turn, slot(e.unit()));
            case UnitEvent.StopThrew e -> Lifecycle.stopThrew(turn, slot(e.unit()), e.failure());
            case UnitEvent.Published e -> alive(e.unit(), e.run()).ifPresent(slot -> slot.publish(e.value()));
            case UnitEvent.ValueRead e -> alive(e.unit(), e.run()).ifPresent(slot -> following.saw(slot, e.followed()));
            case UnitEvent.ChangeAsked e -> alive(e.unit(), e.run()).ifPresent(slot -> slot.unwanted = true);
            case UnitEvent.Failed e ->
                alive(e.unit(), e.run()).ifPresent(slot -> Lifecycle.fail(turn, slot, e.failure()));
            case UnitEvent.ProbeEnded e -> Probing.ended(turn, slot(e.unit()), e.failure());
            case UnitEvent.TimerFired e -> fired(turn, e.timer());
        }
    }

    private void start(Turn turn) {
        course.start();
        slots.values().forEach(slot -> slot.stamp(turn.now()));
    }

    private Optional<Slot> alive(String unit, int run) {
        return Optional.of(slot(unit)).filter(slot -> slot.isAlive(run));
    }

    private void fired(Turn turn, UnitTimer timer) {
        Slot slot = slot(timer.unit());
        if (slot.timers().take(timer)) {
            switch (timer.purpose()) {
                case STOP -> Lifecycle.stopOverdue(turn, slot);
                case BACKOFF -> Lifecycle.backoffOver(turn, slot);
                case PROBE -> Probing.due(turn, slot);
                case PROBE_LIMIT -> Probing.overdue(turn, slot);
            }
        }
    }

    private void advance(Turn turn) {
        List<Planner.Step> steps = due();
        while (!steps.isEmpty()) {
            steps.forEach(step -> apply(turn, step));
            steps = due();
        }
        Planner.idle(graph, this::situation, course.isEnding()).forEach(name -> following.deliver(turn, slot(name)));
        slots.values().forEach(slot -> Probing.adjust(turn, slot));
    }

    private List<Planner.Step> due() {
        return Planner.next(graph, this::situation, course.isEnding());
    }

    private void apply(Turn turn, Planner.Step step) {
        Slot slot = slot(step.unit());
        switch (step.to()) {
            case STARTING -> {
                Lifecycle.begin(turn, slot);
                following.startCalled(slot);
            }
            case STOPPING -> Lifecycle.leave(turn, slot);
            default -> Lifecycle.settle(turn, slot, step.to());
        }
    }

    // --- answers

    boolean isReady() {
        return allAre(UnitState.READY);
    }

    boolean isStopped() {
        return allAre(UnitState.STOPPED);
    }

    boolean isEnding() {
        return course.isEnding();
    }

    @Nullable
    FatalUnitException fatal() {
        return course.fatal();
    }

    List<StopFailure> stopFailures() {
        return course.stopFailures();
    }

    /** Returns the unit of a name that is in the graph. */
    Slot slot(String name) {
        return GraphCheck.known(slots, name);
    }

    /** Returns the newest value of a unit, also when it has failed since; empty if it is not in the graph. */
    Optional<Object> value(String name) {
        return Optional.ofNullable(slots.get(name))
                .flatMap(slot -> slot.values().newest());
    }

    /** Returns the value of a unit that is ready. */
    Optional<Object> readyValue(String name) {
        return Optional.ofNullable(slots.get(name))
                .filter(slot -> slot.is(UnitState.READY))
                .flatMap(slot -> slot.values().newest());
    }

    /** Describes all units, without what they say themselves. */
    GraphStatus status(Now now) {
        List<UnitStatus> units = slots.values().stream()
                .map(slot -> slot.status(now, blockers(slot)))
                .toList();
        return new GraphStatus(units, Optional.ofNullable(fatal()).map(Lines::of));
    }

    private List<String> blockers(Slot slot) {
        return slot.is(UnitState.WAITING) ? Planner.blockers(graph, this::situation, slot.name()) : List.of();
    }

    private boolean allAre(UnitState state) {
        return slots.values().stream().allMatch(slot -> slot.is(state));
    }

    private Situation situation(String name) {
        return slot(name).situation();
    }
}
