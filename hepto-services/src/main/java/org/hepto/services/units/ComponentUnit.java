package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hepto.daeman.Condition;
import org.hepto.daeman.HealthProbe;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.services.steps.Leaf;
import org.hepto.utils.Ipv6Address;
import org.jspecify.annotations.Nullable;

/**
 * An upstream component as a unit. Its class says all that is particular to it: arguments, files, certificates, when it
 * is ready. It is started in its plane, whose process has taken the arguments of all its components before; the files are
 * written when its turn has come.
 */
abstract class ComponentUnit implements Unit<Nothing> {
    /** How long a component may take until it answers; a slow machine takes a minute for an apiserver. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** As long as it takes: a master may be away for days, and what waits for it harms nothing. */
    static final Duration LONG = Duration.ofDays(1);

    /** How often a component that starts is asked. */
    static final Duration INTERVAL = Duration.ofMillis(250);

    /**
     * Most stop within a second. The apiserver waits for its watches, and kube-proxy lets go of its own only when the
     * node plane ends, after the pods had their grace.
     */
    private static final Duration ORDERLY = Duration.ofSeconds(18);

    private static final Duration PROBE_INTERVAL = Duration.ofSeconds(20);

    /** A starved host answers late, and is not helped by a restart. */
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(30);

    private static final int PROBE_FAILURES = 5;

    private final UnitKey<Nothing> key;
    private final UnitKey<Plane> planeKey;
    private final String component;
    private final Node node;
    private @Nullable Plane plane;
    private volatile boolean failed;

    /** @param component its name in the upstream ELF */
    ComponentUnit(UnitKey<Nothing> key, UnitKey<Plane> planeKey, String component, Node node) {
        this.key = key;
        this.planeKey = planeKey;
        this.component = component;
        this.node = node;
    }

    @Override
    public final UnitKey<Nothing> key() {
        return key;
    }

    /** Returns the name in the upstream ELF. */
    final String component() {
        return component;
    }

    final Node node() {
        return node;
    }

    /** The cgroup that it works in, below the container's. */
    final String leaf() {
        return PlaneUnit.leaf(planeKey);
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(planeKey);
    }

    /** Returns its command line without the name. Other users can read it, so no secret stands in it. */
    abstract List<String> arguments();

    /**
     * Writes the files that the arguments name, and clears away what would be in its way. Not called for a component that
     * an earlier daemon has started.
     */
    void writeFiles(UnitContext context) throws IOException {}

    /**
     * Returns the certificates that it wants, for the control plane.
     *
     * @param publicAddresses of the node
     */
    List<Leaf> certificates(List<Ipv6Address> publicAddresses) {
        return List.of();
    }

    /** Returns when the component serves. */
    abstract void awaitReady(UnitContext context) throws Exception;

    /** Returns how to see that it still works. */
    abstract Liveness liveness();

    @Override
    public final Optional<HealthProbe> health() {
        return Optional.of(new HealthProbe(PROBE_INTERVAL, PROBE_TIMEOUT, PROBE_FAILURES, liveness()));
    }

    /** What to wait for before each start of the component, which an earlier daemon may have made; by default nothing. */
    Optional<Condition> beforeStart() {
        return Optional.empty();
    }

    /** Returns when it may be started again after a failure of its own; by default at once. */
    void awaitAfterFailure(UnitContext context) throws Exception {}

    @Override
    public final Nothing start(UnitContext context) throws Exception {
        Plane running = context.get(planeKey);
        if (failed) {
            awaitAfterFailure(context);
        }
        failed = false;
        try {
            if (!running.runs(component)) {
                awaitTurn(context);
                writeFiles(context);
            }
            running.start(component, cause -> {
                failed = true;
                context.failed(cause);
            });
            plane = running;
            awaitReady(context);
            return Nothing.NOTHING;
        } catch (IOException | RuntimeException e) {
            failed = true;
            throw e;
        }
    }

    private void awaitTurn(UnitContext context) throws InterruptedException {
        Optional<Condition> turn = beforeStart();
        if (turn.isPresent()) {
            context.await(turn.get(), LONG);
        }
    }

    @Override
    public void stop(StopReason reason) throws Exception {
        if (plane != null) {
            try {
                plane.stop(component).get(ORDERLY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                String late = "%s did not stop within %d s".formatted(component, ORDERLY.toSeconds());
                if (reason == StopReason.FAILURE) {
                    plane.giveUp(late); // it hangs, and only another process can go on
                }
                throw new IllegalStateException(late, e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("the stop of " + component + " failed", e);
            } finally {
                plane = null;
            }
        }
    }
}
