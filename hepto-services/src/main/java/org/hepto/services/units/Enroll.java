package org.hepto.services.units;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hepto.daeman.Condition;
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
 * may have to agree. Its value is what the authority gives.
 */
public final class Enroll implements Unit<Enrollment> {
    public static final UnitKey<Enrollment> KEY = UnitKey.of("enrollment", Enrollment.class);

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration FOR_EVER = Duration.ofDays(3650);

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
        String csr = HelperStep.await(context, steps, new Step.RequestCertificate(), ComponentUnit.PATIENCE);
        gossip.request(new JoinRequest(
                node.name(),
                node.wireguard().publicKey(),
                csr,
                node.config().site(),
                context.time().instant()));
        context.await(new Admission(gossip), FOR_EVER);
        AdmittedNode self = gossip.view().node(node.name()).orElseThrow();
        ClusterRecord cluster = gossip.view().cluster().orElseThrow();
        HelperStep.await(
                context,
                steps,
                new Step.InstallNodeCertificate(
                        self.certificate().orElseThrow(),
                        cluster.authorities(),
                        cluster.nodeAuthorities(),
                        context.time().instant()),
                ComponentUnit.PATIENCE);
        Enrollment enrollment = new Enrollment(cluster.network(), self.record().pods(), cluster.api());
        gossip.save();
        enrollment.write(node.paths());
        return enrollment;
    }

    /** That the authority has admitted this node, with its certificate; or why it has not. */
    private final class Admission implements Condition {
        private final Gossip gossip;

        Admission(Gossip gossip) {
            this.gossip = gossip;
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
            Optional<AdmittedNode> self = gossip.view()
                    .node(node.name())
                    .filter(admitted -> admitted.identity().equals(gossip.identity()))
                    .filter(admitted -> admitted.certificate().isPresent());
            return self.isPresent() ? Optional.empty() : Optional.of(Joining.reason(gossip, node));
        }
    }
}
