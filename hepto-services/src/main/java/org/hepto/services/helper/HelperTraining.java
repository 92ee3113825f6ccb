package org.hepto.services.helper;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.node.TrainingNode;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.NodeSpec;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.services.steps.StepServer;
import org.hepto.utils.Errors;
import org.hepto.utils.Ipv6Prefix;

/**
 * Walks through all steps, against nothing, so that the JVM learns their classes. Whatever fails here fails for want of a
 * cluster and costs the cache a few classes, not its truth.
 */
final class HelperTraining {
    private static final Duration MOST = Duration.ofSeconds(2);

    private HelperTraining() {}

    static void run() throws IOException {
        TrainingNode.with(HelperTraining::train);
    }

    private static void train(Node node) throws IOException {
        LocalSteps steps = new LocalSteps(node);
        List<Leaf> leaves = List.of(
                Leaf.of(PkiFiles.DAEMON, Leaf.local("daemon"), Authority.CLUSTER),
                Leaf.of(PkiFiles.NODE, Leaf.client("node"), Authority.NODES),
                Leaf.of(PkiFiles.APISERVER_ETCD_CLIENT, Leaf.client("apiserver"), Authority.ETCD));
        attempt(steps, new Step.IssueAuthorities(Instant.now()));
        attempt(steps, new Step.IssueLeaves(leaves, Instant.now()));
        certificates(steps, node);
        attempt(steps, new Step.AwaitEtcd());
        attempt(steps, new Step.AwaitHealth("https://[::1]:9/", Duration.ZERO));
        attempt(steps, new Step.ApplyBootstrap());
        attempt(steps, new Step.ReconcileNodes(List.of(), false));
        attempt(steps, new Step.AwaitNodeReady());
        attempt(steps, new Step.AwaitContainerd());
        attempt(steps, new Step.StopContainers(Duration.ZERO));
        objects(node);
        PrintStream replies = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        byte[] request = "{\"id\":1,\"step\":\"await-etcd\"}\n".getBytes(StandardCharsets.UTF_8);
        new StepServer(steps, replies).serve(new ByteArrayInputStream(request));
    }

    private static void certificates(LocalSteps steps, Node node) throws IOException {
        Instant now = Instant.now();
        try {
            if (steps.run(new Step.RequestCertificate()) instanceof StepResult.Done request) {
                attempt(steps, new Step.SignNode(request.text(), node.name(), node.mesh(), now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        attempt(steps, new Step.InstallNodeCertificate("", "", "", now));
        attempt(steps, new Step.IssueUser("user", List.of("group"), Duration.ofDays(1), node.apiUrl(), now));
        attempt(steps, new Step.ReplaceNodesAuthority(now));
        attempt(steps, new Step.RefreshKubeletTrust());
        attempt(steps, new Step.DropOldNodesAuthority());
    }

    /** On a thread that is interrupted soon: some wait for what never comes. */
    private static void attempt(LocalSteps steps, Step step) {
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                steps.run(step);
            } catch (IOException | InterruptedException | RuntimeException e) {
                Errors.line(e); // no cluster answers; the classes are loaded all the same
            }
        });
        try {
            if (!thread.join(MOST)) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void objects(Node node) throws IOException {
        Serialization.asJson(BootstrapObjects.of(node).getFirst());
        NodeSpec spec = new NodeSpec(
                node.name(),
                node.mesh(),
                new Ipv6Prefix(node.network().pods().address(), 64),
                Optional.of("site"),
                true);
        Serialization.asJson(NodeReconciler.node(spec));
        Serialization.asJson(NodeReconciler.slice(spec));
        Serialization.asJson(NodeReconciler.admitted(spec, NodeReconciler.node(spec), Instant.now()));
        Serialization.unmarshal("""
                {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n", "labels": {"a": "b"}},
                 "spec": {"podCIDR": "fd00::/64"},
                 "status": {"conditions": [{"type": "Ready", "status": "True"}]}}
                """, GenericKubernetesResource.class);
    }
}
