package org.hepto.services.units;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hepto.services.helper.LocalSteps;
import org.hepto.services.node.Node;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;

/** A master with the certificates that its units make. */
final class IssuedNode {
    private IssuedNode() {}

    static void issueAll(Node node, Instant now) throws IOException, InterruptedException {
        Steps steps = new LocalSteps(node);
        steps.run(new Step.IssueAuthorities(now));
        List<ComponentUnit> components = NodeGraph.controlPlane(node, steps);
        List<Leaf> leaves = new ArrayList<>(new ControlPlaneCertificates(node, steps, components).leaves(List.of()));
        leaves.add(NodeCertificate.leaf(node));
        steps.issue(new Step.IssueLeaves(leaves, now));
    }
}
