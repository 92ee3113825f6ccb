package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hepto.daeman.Condition;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
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

    /** How often a component that starts is asked. */
    static final Duration INTERVAL = Duration.ofMillis(250);

    /**
     * Most stop within a second. The apiserver waits for its watches, and kube-proxy lets go of its own only when the
     * node plane ends, after the pods had their grace.
     */
    private static final Duration ORDERLY = Duration.ofSeconds(18);

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
    void writeFiles() throws IOException {}

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

    /** What to wait for before it is started again after a failure of its own; by default nothing. */
    Optional<Condition> afterFailure(UnitContext context) throws Exception {
        return Optional.empty();
    }

    @Override
    public final Nothing start(UnitContext context) throws Exception {
        Plane running = context.get(planeKey);
        Optional<Condition> before = failed ? afterFailure(context) : Optional.empty();
        if (before.isPresent()) {
            context.await(before.get(), PATIENCE);
        }
        failed = false;
        try {
            if (!running.runs(component)) {
                writeFiles();
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

    @Override
    public void stop(StopReason reason) throws Exception {
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
