package org.hepto.daeman;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the engine in the world: the lock around it, the threads that call units, the timers and the listeners. */
final class UnitRunner implements LiveContext.Graph {
    private static final Logger LOG = LoggerFactory.getLogger(UnitRunner.class);

    private final Time time;
    private final CpuMeter meter;
    private final Launcher launcher;
    private final Engine engine;
    private final Notifier notifier = new Notifier();
    private final Map<String, Unit<?>> units = new HashMap<>();
    private final Map<String, LiveContext> contexts = new HashMap<>();
    private final Map<String, UnitCall> calls = new HashMap<>();
    private final Map<UnitTimer, Time.Timer> timers = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final java.util.concurrent.locks.Condition changed = lock.newCondition();

    UnitRunner(UnitGraph graph, Time time, CpuMeter meter, Launcher launcher) {
        this.time = time;
        this.meter = meter;
        this.launcher = launcher;
        this.engine = new Engine(graph, Now.of(time));
        graph.units().forEach(unit -> units.put(unit.key().name(), unit));
        notifier.add(new TransitionLog());
    }

    void addListener(Consumer<UnitTransition> listener) {
        notifier.add(listener);
    }

    @Override
    public void bring(UnitEvent event) {
        locked(() -> step(event));
        notifier.deliver();
    }

    /** Asks the engine without changing anything. */
    <R> R ask(Function<Engine, R> question) {
        return locked(() -> question.apply(engine));
    }

    GraphStatus status() {
        return locked(() -> {
            GraphStatus status = engine.status(Now.of(time));
            return new GraphStatus(status.units().stream().map(this::describe).toList(), status.fatal());
        });
    }

    private UnitStatus describe(UnitStatus status) {
        LiveContext context = contexts.get(status.name());
        return context == null ? status : context.describe(status);
    }

    /** Blocks until it is so; false if the time is over before. */
    boolean await(Predicate<Engine> isSo, Duration timeout) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Time.Timer timer = time.schedule(timeout, () -> {
            over.set(true);
            locked(() -> {
                changed.signalAll();
                return true;
            });
        });
        try {
            return await(isSo, over::get);
        } finally {
            timer.cancel();
        }
    }

    /** Blocks until it is so, or until the waiting is over. */
    boolean await(Predicate<Engine> isSo, BooleanSupplier over) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!isSo.test(engine)) {
                if (over.getAsBoolean()) {
                    return false;
                }
                changed.await();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Object> value(String unit) {
        return ask(graph -> graph.value(unit));
    }

    @Override
    public Optional<Object> follow(UnitEvent.ValueRead read) {
        return locked(() -> {
            UnitCall call = calls.get(read.unit());
            if (call != null && call.isHere()) {
                step(read);
            }
            return engine.value(read.followed());
        });
    }

    @Override
    public Time time() {
        return time;
    }

    // --- with the lock held

    private boolean step(UnitEvent event) {
        if (event instanceof UnitEvent.TimerFired(UnitTimer timer)) {
            timers.remove(timer);
        }
        engine.on(event, Now.of(time)).forEach(this::perform);
        changed.signalAll();
        return true;
    }

    private void perform(UnitEffect effect) {
        switch (effect) {
            case UnitEffect.CallStart(String name, int run) -> callStart(name, run);
            case UnitEffect.CallStop(String name, StopReason reason) -> callStop(name, reason);
            case UnitEffect.CallChanged(String name, String followed) -> callChanged(name, followed);
            case UnitEffect.InterruptCall(String name) -> interrupt(calls.get(name));
            case UnitEffect.Schedule(UnitTimer timer, Duration delay) ->
                timers.put(timer, time.schedule(delay, () -> bring(new UnitEvent.TimerFired(timer))));
            case UnitEffect.Cancel(UnitTimer timer) -> cancel(timers.remove(timer));
            case UnitEffect.Tell(UnitTransition transition) -> notifier.record(transition);
            case UnitEffect.LogFailure(String name, Throwable failure) ->
                LOG.debug("unit {} has failed", name, failure);
            case UnitEffect.LogStopFailure(String name, Throwable failure) ->
                LOG.warn("{}: {}", name, Lines.of(failure), failure);
        }
    }

    private static void interrupt(@Nullable UnitCall call) {
        if (call != null) {
            call.interrupt();
        }
    }

    private static void cancel(Time.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void callStart(String name, int run) {
        Unit<?> unit = GraphCheck.known(units, name);
        LiveContext context = new LiveContext(this, unit, run);
        contexts.put(name, context);
        launch(name, new UnitCall(true), () -> start(unit, context), new UnitEvent.StartSkipped(name));
    }

    private void callStop(String name, StopReason reason) {
        Unit<?> unit = GraphCheck.known(units, name);
        UnitEvent returned = new UnitEvent.StopReturned(name);
        launch(name, new UnitCall(false), () -> stop(unit, reason, returned), returned);
    }

    private void callChanged(String name, String followed) {
        Unit<?> unit = GraphCheck.known(units, name);
        UnitContext context = GraphCheck.known(contexts, name);
        UnitKey<?> key = GraphCheck.known(units, followed).key();
        UnitEvent returned = new UnitEvent.ChangedReturned(name);
        launch(name, new UnitCall(true), () -> changed(unit, context, key, returned), returned);
    }

    private void launch(String name, UnitCall call, Supplier<UnitEvent> body, UnitEvent skipped) {
        calls.put(name, call);
        launcher.launch(name, () -> {
            UnitEvent end = locked(call::begin) ? body.get() : skipped;
            locked(() -> {
                call.end();
                return step(end);
            });
            notifier.deliver();
        });
    }

    // --- on the thread of a call

    private UnitEvent start(Unit<?> unit, UnitContext context) {
        String name = unit.key().name();
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

    private static UnitEvent changed(Unit<?> unit, UnitContext context, UnitKey<?> followed, UnitEvent returned) {
        try {
            unit.changed(context, followed);
            return returned;
        } catch (Throwable failure) {
            return new UnitEvent.ChangedThrew(unit.key().name(), failure);
        }
    }

    private static UnitEvent stop(Unit<?> unit, StopReason reason, UnitEvent returned) {
        try {
            unit.stop(reason);
            return returned;
        } catch (Throwable failure) {
            return new UnitEvent.StopThrew(unit.key().name(), failure);
        }
    }

    private <R> R locked(Supplier<R> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
