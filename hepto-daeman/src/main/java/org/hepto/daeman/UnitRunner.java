package org.hepto.daeman;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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
    private final UnitThreads threads;
    private final Engine engine;
    private final Notifier notifier = new Notifier();
    private final Map<String, UnitCode> units = new HashMap<>();
    private final Map<String, LiveContext> contexts = new HashMap<>();
    private final Map<String, UnitCall> calls = new HashMap<>();
    private final Map<String, UnitCall> probes = new HashMap<>();
    private final Map<UnitTimer, Time.Timer> timers = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final java.util.concurrent.locks.Condition changed = lock.newCondition();

    UnitRunner(UnitGraph graph, Time time, CpuMeter meter, UnitThreads threads) {
        this.time = time;
        this.threads = threads;
        this.engine = new Engine(graph, Now.of(time));
        graph.units().forEach(unit -> units.put(unit.key().name(), new UnitCode(unit, meter)));
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
            case UnitEffect.RunProbe(String name) -> runProbe(name);
            case UnitEffect.InterruptProbe(String name) -> interrupt(probes.get(name));
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
        UnitCode code = GraphCheck.known(units, name);
        LiveContext context = new LiveContext(this, code.unit(), run);
        contexts.put(name, context);
        launch(name, calls, new UnitEvent.StartSkipped(name), () -> code.start(context));
    }

    private void callChanged(String name, String followed) {
        UnitCode code = GraphCheck.known(units, name);
        UnitContext context = GraphCheck.known(contexts, name);
        UnitKey<?> key = GraphCheck.known(units, followed).unit().key();
        launch(name, calls, new UnitEvent.ChangedReturned(name), () -> code.changed(context, key));
    }

    private void callStop(String name, StopReason reason) {
        UnitCode code = GraphCheck.known(units, name);
        launch(name, calls, null, () -> code.stop(reason));
    }

    private void runProbe(String name) {
        UnitCode code = GraphCheck.known(units, name);
        Condition.Check check = code.unit().health().orElseThrow().check();
        launch(name, probes, new UnitEvent.ProbeEnded(name, Optional.empty()), () -> code.probe(check));
    }

    /** @param skipped what to tell if an interrupt comes before the body has begun; null to run it nevertheless */
    private void launch(
            String name, Map<String, UnitCall> where, @Nullable UnitEvent skipped, Supplier<UnitEvent> body) {
        UnitCall call = new UnitCall(skipped != null);
        where.put(name, call);
        threads.launch(name, () -> {
            boolean entered = locked(call::begin);
            UnitEvent end = entered || skipped == null ? body.get() : skipped;
            locked(() -> {
                call.end();
                return step(end);
            });
            notifier.deliver();
        });
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
