package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hepto.daeman.StopReason;
import org.hepto.services.node.TestNodes;
import org.hepto.services.steps.NodeSpec;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.services.steps.Steps;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeObjectsTest {
    private static final NodeSpec MASTER = spec("m1");
    private static final NodeSpec NODE = spec("n1");

    private final StandingContext context = new StandingContext();
    private final LinkedBlockingQueue<Step.ReconcileNodes> done = new LinkedBlockingQueue<>();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final Steps steps = (step, missing) -> {
        done.add((Step.ReconcileNodes) step);
        if (failing.getAndSet(false)) {
            throw new IOException("no");
        }
        return StepResult.Done.SILENT;
    };
    private final NodeObjects unit = new NodeObjects(steps);

    private static NodeSpec spec(String name) {
        return new NodeSpec(
                name, Ipv6Address.parse("fd00:1:2::1"), TestNodes.NETWORK.podRange(0), Optional.empty(), false);
    }

    private void admitted(NodeSpec... nodes) {
        context.values.put(Admissions.KEY, new Admissions.Roll(List.of(nodes)));
    }

    private List<NodeSpec> next() throws InterruptedException {
        return nextStep().nodes();
    }

    private Step.ReconcileNodes nextStep() throws InterruptedException {
        return Optional.ofNullable(done.poll(1, TimeUnit.MINUTES)).orElseThrow();
    }

    @BeforeEach
    void start() throws Exception {
        admitted(MASTER);
        unit.start(context);
        assertThat(next()).containsExactly(MASTER);
    }

    @AfterEach
    void stop() throws InterruptedException {
        unit.stop(StopReason.CHANGE);
    }

    private void changed() throws Exception {
        unit.changed(context, Admissions.KEY);
    }

    @Test
    void eachAdmissionIsFollowedAndNothingElse() throws Exception {
        changed();
        admitted(MASTER, NODE);
        changed();
        assertThat(next()).as("what had not changed was left alone").containsExactly(MASTER, NODE);
    }

    @Test
    void whatFailsIsTriedAgain() throws Exception {
        failing.set(true);
        admitted(MASTER, NODE);
        changed();
        assertThat(next()).containsExactly(MASTER, NODE);
        changed();
        assertThat(next()).containsExactly(MASTER, NODE);
    }

    @Test
    void allIsComparedAgainAfterTenMinutes() throws Exception {
        context.nanoTime = Duration.ofMinutes(10).toNanos();
        changed();
        assertThat(next()).containsExactly(MASTER);
    }

    /** Else a master whose map was lost would delete the Nodes of all others, and their pods. */
    @Test
    void nothingThatWasThereBeforeIsDeletedSoonAfterAStart() throws Exception {
        admitted(MASTER, NODE);
        changed();
        assertThat(nextStep().complete()).isFalse();
        context.nanoTime = Duration.ofMinutes(10).toNanos();
        changed();
        assertThat(nextStep().complete()).isTrue();
    }

    @Test
    void whoIsTakenOffTheRosterIsDeletedAtOnce() throws Exception {
        admitted(MASTER, NODE);
        changed();
        next();
        admitted(MASTER);
        changed();
        assertThat(nextStep()).isEqualTo(new Step.ReconcileNodes(List.of(MASTER), true));
    }
}
