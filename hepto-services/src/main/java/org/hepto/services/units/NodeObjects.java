package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
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

    private final Steps steps;
    private List<NodeSpec> reconciled = List.of();
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
        List<NodeSpec> wanted = context.get(Admissions.KEY).nodes();
        HelperStep.await(context, steps, new Step.ReconcileNodes(wanted), ComponentUnit.PATIENCE);
        done(wanted, context);
        Rounds started = new Rounds("reconcile the Node objects", context.time(), AGAIN, () -> reconcile(context));
        rounds = started;
        started.start();
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
        String changes = steps.line(new Step.ReconcileNodes(wanted));
        done(wanted, context);
        if (!changes.isEmpty()) {
            LOG.info("{}", changes);
        }
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
