package org.hepto.services.units;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hepto.daeman.Condition;
import org.hepto.daeman.Time;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.gossip.AdmittedNode;
import org.hepto.services.gossip.ClusterRecord;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.gossip.JoinRequest;
import org.hepto.services.node.Enrollment;
import org.hepto.services.node.Node;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;

/**
 * Asks the cluster's authority for admission, and waits for it: for ever, since the master may come later, and an operator
 * may have to agree. Its value is what the authority gives; the certificate is in the map, which the node's units read.
 */
public final class Enroll implements Unit<Enrollment> {
    public static final UnitKey<Enrollment> KEY = UnitKey.of("enrollment", Enrollment.class);

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MOST_PAUSE = Duration.ofSeconds(30);

    private final Node node;
    private final Steps steps;

    Enroll(Node node, Steps steps) {
        this.node = node;
        this.steps = steps;
    }

    @Override
    public UnitKey<Enrollment> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(Observer.KEY);
    }

    @Override
    public Enrollment start(UnitContext context) throws Exception {
        Gossip gossip = context.get(Observer.KEY);
        if (self(gossip).isEmpty()) { // it may have been cut off between its admission and the end of this
            String csr = HelperStep.await(context, steps, new Step.RequestCertificate(), ComponentUnit.PATIENCE);
            context.await(new Admission(gossip, csr, context.time()), Joining.FOR_EVER);
        }
        AdmittedNode self = self(gossip).orElseThrow();
        ClusterRecord cluster = gossip.view().cluster().orElseThrow();
        Enrollment enrollment = new Enrollment(cluster.network(), self.record().pods(), cluster.api());
        gossip.save();
        enrollment.write(node.paths());
        return enrollment;
    }

    private Optional<AdmittedNode> self(Gossip gossip) {
        return gossip.view()
                .node(node.name())
                .filter(admitted -> admitted.identity().equals(gossip.identity()))
                .filter(admitted -> admitted.certificate().isPresent());
    }

    /** That the authority has admitted this node, with its certificate; or why it has not. */
    private final class Admission implements Condition {
        private final Gossip gossip;
        private final String csr;
        private final Time time;
        private Asked asked;
        private Duration pause = FIRST_PAUSE;
        private long next;

        Admission(Gossip gossip, String csr, Time time) {
            this.gossip = gossip;
            this.csr = csr;
            this.time = time;
            this.next = time.nanoTime();
            this.asked = ask();
        }

        private Asked ask() {
            Asked now = Asked.at(time);
            gossip.request(new JoinRequest(
                    node.name(),
                    node.wireguard().publicKey(),
                    csr,
                    node.config().site(),
                    node.config().authority().or(gossip::authority),
                    now.clock()));
            return now;
        }

        @Override
        public String description() {
            return "admission to cluster " + node.config().cluster();
        }

        @Override
        public Duration interval() {
            return LOOK;
        }

        @Override
        public Optional<String> missing() {
            Optional<AdmittedNode> self = self(gossip);
            if (self.isEmpty()) {
                if (asked.isOutdated(time)) {
                    asked = ask();
                }
                exchange();
            }
            return self.isPresent() ? Optional.empty() : Optional.of(Joining.reason(gossip, node));
        }

        /** Gossip alone would bring the request, and the answer, at its own leisure. */
        private void exchange() {
            long now = time.nanoTime();
            if (now - next >= 0) {
                node.config().anchors().forEach(gossip::exchange);
                next = now + pause.toNanos();
                pause = pause.compareTo(MOST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
            }
        }
    }
}
