package org.hepto.services.units;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hepto.daeman.Condition;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;

/** That the cluster sees the node Ready: the last unit of every node, so that its start has an end. */
public final class NodeReady implements Unit<Nothing> {
    public static final UnitKey<Nothing> KEY = UnitKey.of("node");

    private final Node node;

    NodeReady(Node node) {
        this.node = node;
    }

    @Override
    public UnitKey<Nothing> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(NodeCertificate.KEY);
    }

    @Override
    public List<UnitKey<?>> after() {
        return List.of(Kubelet.KEY, PodNetwork.KEY, KubeProxy.KEY, CoreDns.KEY);
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        if (node.isMaster()) {
            labelRole();
        }
        try (KubernetesClient client = KubeClients.of(node.apiUrl(), node.pki(), PkiFiles.NODE)) {
            context.await(
                    Condition.poll(
                            "Node %s to be Ready".formatted(node.name()), ComponentUnit.INTERVAL, () -> ready(client)),
                    ComponentUnit.PATIENCE);
        }
        return Nothing.NOTHING;
    }

    /** For the column ROLES of kubectl. A kubelet may not say this of itself (NodeRestriction). */
    private void labelRole() throws IOException {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion("v1");
        object.setKind("Node");
        object.setMetadata(new ObjectMetaBuilder()
                .withName(node.name())
                .addToLabels("node-role.kubernetes.io/control-plane", "")
                .build());
        try (KubernetesClient client = KubeClients.of(node.apiUrl(), node.pki(), PkiFiles.DAEMON)) {
            Bootstrap.apply(client, object);
        }
    }

    private boolean ready(KubernetesClient client) throws IOException {
        Optional<GenericKubernetesResource> object = KubeClients.node(client, node.name());
        if (object.isEmpty()) {
            return false;
        }
        List<Map<String, String>> conditions = object.get().get("status", "conditions");
        Map<String, String> ready = Stream.ofNullable(conditions)
                .flatMap(List::stream)
                .filter(condition -> "Ready".equals(condition.get("type")))
                .findFirst()
                .orElseThrow(() -> new IOException("kubelet has not reported yet"));
        if (!"True".equals(ready.get("status"))) {
            throw new IOException(ready.get("message"));
        }
        return true;
    }
}
