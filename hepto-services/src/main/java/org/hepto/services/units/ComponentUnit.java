package org.hepto.services.units;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.jspecify.annotations.Nullable;

/** An upstream component as a unit: started in its plane, ready when it answers, stopped in an orderly way. */
abstract class ComponentUnit<T> implements Unit<T> {
    /** How long a component may take until it answers; a slow machine takes a minute for an apiserver. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** How often a component that starts is asked. */
    static final Duration INTERVAL = Duration.ofMillis(250);

    /**
     * Most stop within a second. The apiserver waits for its watches, and kube-proxy lets go of its own only when the
     * node plane ends, after the pods had their grace.
     */
    private static final Duration ORDERLY = Duration.ofSeconds(18);

    private final UnitKey<T> key;
    private final UnitKey<Plane> planeKey;
    private final String component;
    private @Nullable Plane plane;

    /** @param component its name in the upstream ELF */
    ComponentUnit(UnitKey<T> key, UnitKey<Plane> planeKey, String component) {
        this.key = key;
        this.planeKey = planeKey;
        this.component = component;
    }

    @Override
    public final UnitKey<T> key() {
        return key;
    }

    /** The cgroup that it works in, below the container's. */
    final String leaf() {
        return PlaneUnit.leaf(planeKey);
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(planeKey);
    }

    @Override
    public final T start(UnitContext context) throws Exception {
        Plane running = context.get(planeKey);
        running.start(component);
        plane = running;
        return awaitReady(context);
    }

    /** Returns when the component serves. */
    abstract T awaitReady(UnitContext context) throws Exception;

    @Override
    public void stop() throws Exception {
        if (plane != null) {
            try {
                plane.stop(component).get(ORDERLY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new IllegalStateException(
                        "%s did not stop within %d s".formatted(component, ORDERLY.toSeconds()), e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("the stop of " + component + " failed", e);
            } finally {
                plane = null;
            }
        }
    }
}
