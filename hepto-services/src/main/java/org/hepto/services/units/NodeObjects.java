package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.steps.NodeSpec;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Node objects follow the admissions: compared with each change, and again now and then, since the daemon watches nothing
 * in the API. Only a master has this unit.
 */
final class NodeObjects implements Unit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("nodes");

    private static final Logger LOG = LoggerFactory.getLogger(NodeObjects.class);
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final Duration AGAIN = Duration.ofSeconds(30);

    /**
     * So long after a start nothing is deleted that was there before. A master whose map was lost has an empty roster until
     * other nodes bring theirs, and with a Node go its pods.
     */
    private static final Duration SPARED = Duration.ofMinutes(10);

    private final Steps steps;
    private List<NodeSpec> reconciled = List.of();
    private long started;
    private long last;
    private @Nullable Rounds rounds;

    NodeObjects(Steps steps) {
        this.steps = steps;
    }

    @Override
    public UnitKey<Nothing> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(Bootstrap.KEY);
    }

    @Override
    public List<UnitKey<?>> follows() {
        return List.of(Admissions.KEY);
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        started = context.time().nanoTime();
        List<NodeSpec> wanted = context.get(Admissions.KEY).nodes();
        HelperStep.await(context, steps, new Step.ReconcileNodes(wanted, false), ComponentUnit.PATIENCE);
        done(wanted, context);
        Rounds first = new Rounds("reconcile the Node objects", context.time(), AGAIN, () -> reconcile(context));
        rounds = first;
        first.start();
        return Nothing.NOTHING;
    }

    @Override
    public void changed(UnitContext context, UnitKey<?> followed) throws Exception {
        context.get(Admissions.KEY);
        Rounds running = rounds;
        if (running != null) {
            running.wake();
        }
    }

    /** Leaves the helper alone as long as nothing has changed; what fails is tried again soon. */
    private void reconcile(UnitContext context) throws IOException, InterruptedException {
        List<NodeSpec> wanted = context.get(Admissions.KEY).nodes();
        if (wanted.equals(reconciled) && context.time().nanoTime() - last < PAUSE.toNanos()) {
            return;
        }
        String changes = steps.line(new Step.ReconcileNodes(wanted, isComplete(wanted, context)));
        done(wanted, context);
        if (!changes.isEmpty()) {
            LOG.info("{}", changes);
        }
    }

    /** Tells whether the roster is to be believed; it is when somebody has been taken off it, who was there. */
    private boolean isComplete(List<NodeSpec> wanted, UnitContext context) {
        return context.time().nanoTime() - started >= SPARED.toNanos()
                || !names(wanted).containsAll(names(reconciled));
    }

    private static Set<String> names(List<NodeSpec> nodes) {
        return nodes.stream().map(NodeSpec::name).collect(Collectors.toSet());
    }

    private void done(List<NodeSpec> wanted, UnitContext context) {
        reconciled = wanted;
        last = context.time().nanoTime();
    }

    @Override
    public void stop(StopReason reason) throws InterruptedException {
        if (rounds != null) {
            rounds.stop();
            rounds = null;
        }
    }
}
