package org.hepto.daeman;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hepto.daeman.UnitStopException.StopFailure;

/**
 * Keeps a graph of units running: starts each when what it needs is ready, in parallel where possible; tells it of new
 * values that it follows; starts it again after a failure; stops all in reverse. A graph runs once: to run it again, make a new one.
 *
 * <p>Any thread may call any method. Calls that block do so on the caller's thread; a unit must not call those from its
 * own start or stop. While every unit is ready no thread runs and nothing ticks,
 * except the health probes that units have asked for.
 */
public final class Daeman implements AutoCloseable {
    private final UnitRunner runner;

    /** Makes a graph ready to start, on real time. */
    public Daeman(UnitGraph graph) {
        this(graph, Time.system());
    }

    /** Makes a graph ready to start, on time that the caller provides. */
    public Daeman(UnitGraph graph, Time time) {
        this(graph, time, CpuMeter.NONE);
    }

    /** Makes a graph ready to start, and measures the CPU time of each start. */
    public Daeman(UnitGraph graph, Time time, CpuMeter meter) {
        this(graph, time, meter, UnitThreads.virtualThreads());
    }

    Daeman(UnitGraph graph, Time time, CpuMeter meter, UnitThreads threads) {
        this.runner = new UnitRunner(graph, time, meter, threads);
    }

    /**
     * Registers a listener for transitions. It is called in order, one at a time, by the thread that caused the transition
     * or one that was calling it already. It should be quick; {@link #status} may be newer than what it is told.
     */
    public void addListener(Consumer<UnitTransition> listener) {
        runner.addListener(listener);
    }

    /**
     * Begins to start the units and returns at once.
     *
     * @throws IllegalStateException if it was started or stopped before
     */
    public void start() {
        runner.bring(new UnitEvent.StartAsked());
    }

    /**
     * Blocks until all units are ready at the same time.
     *
     * @throws NotReadyException if they are not in time, or the graph is stopped; says what each waits for
     * @throws FatalUnitException if a unit said that starting again won't help
     */
    public void awaitReady(Duration timeout) throws InterruptedException {
        boolean over = runner.await(engine -> engine.isReady() || engine.isEnding(), timeout);
        refuseFatal();
        GraphStatus status = status();
        if (!over) {
            throw new NotReadyException("not ready after %s: %s".formatted(Lines.seconds(timeout), status.pending()));
        }
        if (runner.ask(Engine::isEnding)) {
            throw new NotReadyException("the graph is being stopped");
        }
    }

    /**
     * Blocks until all units are stopped, because {@link #stop} was called or a unit asked for it.
     *
     * @throws FatalUnitException if a unit asked for it
     */
    public void awaitStopped() throws InterruptedException {
        runner.await(Engine::isStopped, () -> false);
        refuseFatal();
    }

    /**
     * Stops a unit and all that need it, in order, and starts them again without delay; returns at once. A unit that is
     * about to be started again anyway does not wait for the rest of its delay; one that is stopped stays so.
     *
     * @throws IllegalArgumentException if the unit is not in the graph
     */
    public void restart(UnitKey<?> unit) {
        runner.bring(new UnitEvent.RestartAsked(unit.name()));
    }

    /** Returns the value of a unit; empty while it isn't ready. */
    public <T> Optional<T> value(UnitKey<T> key) {
        return runner.ask(engine -> engine.readyValue(key.name())).map(key.type()::cast);
    }

    /** Returns all units as they are now. */
    public GraphStatus status() {
        return runner.status();
    }

    /**
     * Stops all units, each after its dependents, and returns when they are stopped or overdue. More calls wait for the
     * same end and give the same answer.
     *
     * @throws UnitStopException if any did not stop cleanly, with one suppressed exception for each
     * @throws InterruptedException if the caller is interrupted; the stopping goes on
     */
    public void stop() throws InterruptedException {
        runner.bring(new UnitEvent.StopAsked());
        runner.await(Engine::isStopped, () -> false);
        List<StopFailure> failures = runner.ask(Engine::stopFailures);
        if (!failures.isEmpty()) {
            throw new UnitStopException(failures);
        }
    }

    /**
     * Stops as {@link #stop} does; when interrupted it returns with the interrupt flag set, and the stopping goes on.
     *
     * @throws UnitStopException if any did not stop cleanly
     */
    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void refuseFatal() {
        Optional<FatalUnitException> fatal = runner.ask(engine -> Optional.ofNullable(engine.fatal()));
        if (fatal.isPresent()) {
            throw new FatalUnitException(String.valueOf(fatal.get().getMessage()), fatal.get());
        }
    }
}
