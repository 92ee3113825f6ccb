package org.hepto.services.helper;

import java.io.IOException;
import java.time.Instant;
import java.util.function.Consumer;
import org.hepto.services.node.Node;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.services.steps.Steps;

/** Does steps in this process. */
public final class LocalSteps implements Steps {
    private final Node node;

    /** Makes one for a node. */
    public LocalSteps(Node node) {
        this.node = node;
    }

    @Override
    public StepResult run(Step step, Consumer<String> missing) throws IOException, InterruptedException {
        Waiting waiting = new Waiting(missing);
        return switch (step) {
            case Step.IssueAuthorities issue -> Issuer.ensureAuthorities(node.pki(), issue.now());
            case Step.IssueLeaves issue -> Issuer.ensureLeaves(node.pki(), issue.leaves(), issue.now());
            case Step.RequestCertificate _ -> NodeCertificates.request(node.pki());
            case Step.SignNode sign -> NodeCertificates.sign(node, sign);
            case Step.InstallNodeCertificate install -> NodeCertificates.install(node, install);
            case Step.IssueUser issue -> UserCertificates.issue(node, issue);
            case Step.ReplaceNodesAuthority replace -> Issuer.replaceNodesAuthority(node.pki(), replace.now());
            case Step.RefreshKubeletTrust _ -> KubeletTrust.refresh(node);
            case Step.DropOldNodesAuthority _ -> Issuer.dropOldNodesAuthority(node.pki());
            case Step.ReconcileNodes reconcile -> NodeReconciler.reconcile(node, reconcile, Instant.now());
            case Step.AwaitEtcd _ -> EtcdHealth.await(node.pki(), waiting);
            case Step.AwaitHealth health -> HttpsHealth.await(health, node.pki(), waiting);
            case Step.ApplyBootstrap _ -> BootstrapObjects.apply(node);
            case Step.AwaitNodeReady _ -> NodeObject.awaitReady(node, waiting);
            case Step.AwaitContainerd _ -> ContainerdStart.await(node, waiting);
            case Step.StopContainers stop -> ContainerdStart.stop(stop.grace());
        };
    }
}
