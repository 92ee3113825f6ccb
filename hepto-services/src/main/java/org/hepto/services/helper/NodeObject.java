package org.hepto.services.helper;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.StepResult;

/** The Node object of this node: whether it is Ready. */
final class NodeObject {
    private NodeObject() {}

    static StepResult awaitReady(Node node, Waiting waiting) throws IOException, InterruptedException {
        try (KubernetesClient client = KubeClients.of(node, PkiFiles.NODE)) {
            waiting.until("Node %s to be Ready".formatted(node.name()), () -> ready(client, node));
            return StepResult.Done.SILENT;
        }
    }

    private static boolean ready(KubernetesClient client, Node node) throws IOException {
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
