package org.hepto.daeman;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Puts the engine into the world: the lock around it, the threads that call units, the timers and the listeners. */
final class Host implements Engine.Surroundings {
    private final Time time;
    private final CpuMeter meter;
    private final Launcher launcher;
    private final Engine engine;
    private final Notifier notifier = new Notifier();
    private final ReentrantLock lock = new ReentrantLock();
    private final java.util.concurrent.locks.Condition changed = lock.newCondition();

    Host(UnitGraph graph, Time time, CpuMeter meter, Launcher launcher) {
        this.time = time;
        this.meter = meter;
        this.launcher = launcher;
        this.engine = new Engine(graph, time, this);
        notifier.add(new TransitionLog());
    }

    Time time() {
        return time;
    }

    void addListener(Consumer<UnitTransition> listener) {
        notifier.add(listener);
    }

    /** Brings news to the engine, and makes what follows from it. */
    void bring(Consumer<Engine> news) {
        lock.lock();
        try {
            news.accept(engine);
            engine.advance();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        notifier.deliver();
    }

    /** Asks the engine without changing anything. */
    <R> R ask(Function<Engine, R> question) {
        lock.lock();
        try {
            return question.apply(engine);
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until it is so; false if the time is over before. */
    boolean await(Function<Engine, Boolean> isSo, Duration timeout) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        Time.Timer timer = later(timeout, () -> over.set(true));
        try {
            return await(isSo, over::get);
        } finally {
            timer.cancel();
        }
    }

    /** Blocks until it is so, or until the waiting is over. */
    boolean await(Function<Engine, Boolean> isSo, BooleanSupplier over) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!isSo.apply(engine)) {
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

    /** The newest value of a unit; empty if it has never been ready or is not in the graph. */
    <T> Optional<T> value(UnitKey<T> key) {
        return ask(engine -> engine.find(key.name()).flatMap(Slot::value).map(key.type()::cast));
    }

    @Override
    public void callStart(Run run) {
        launcher.launch(run.slot().name(), () -> start(run));
    }

    private void start(Run run) {
        if (!ask(engine -> engine.startBegins(run))) {
            bring(engine -> engine.startSkipped(run));
            return;
        }
        Unit<?> unit = run.slot().unit;
        Optional<Duration> before = meter.used(unit);
        Object value;
        try {
            value = Objects.requireNonNull(unit.start(run), "start returned null");
        } catch (Throwable failure) {
            bring(engine -> engine.startThrew(run, failure));
            return;
        }
        Duration cpu = before.flatMap(begin -> meter.used(unit).map(end -> end.minus(begin)))
                .orElse(null);
        bring(engine -> engine.startReturned(run, value, cpu));
    }

    @Override
    public void callStop(Run run) {
        launcher.launch(run.slot().name(), () -> stop(run));
    }

    private void stop(Run run) {
        Unit<?> unit = ask(engine -> engine.stopBegins(run));
        try {
            unit.stop();
        } catch (Throwable failure) {
            bring(engine -> engine.stopThrew(run, failure));
            return;
        }
        bring(engine -> engine.stopReturned(run));
    }

    @Override
    public Time.Timer later(Duration delay, Runnable news) {
        return time.schedule(delay, () -> bring(engine -> news.run()));
    }

    @Override
    public Run newRun(Slot slot) {
        return new Run(this, slot);
    }

    @Override
    public void tell(UnitTransition transition) {
        notifier.record(transition);
    }
}
