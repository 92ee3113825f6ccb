package org.hepto.services.helper;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.StepResult;

/** The objects that every cluster has: roles of nodes and of the apiserver, what nodes may not say of themselves, and the DNS
 * Service. */
final class BootstrapObjects {
    private static final String OBJECTS = "bootstrap.yaml";

    // ours alone: where another has set a field, the cluster's own needs win
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("hepto")
            .withForce(true)
            .build();

    private BootstrapObjects() {}

    static StepResult apply(Node node) throws IOException {
        try (KubernetesClient admin = KubeClients.of(node, PkiFiles.DAEMON)) {
            for (GenericKubernetesResource object : of(node)) {
                apply(admin, object);
            }
            return StepResult.Done.SILENT;
        } catch (RuntimeException e) {
            throw KubeClients.failure(e);
        }
    }

    /** The object as the apiserver has it then. */
    static GenericKubernetesResource apply(KubernetesClient client, GenericKubernetesResource object) {
        return client.genericKubernetesResources(KubeClients.kind(object))
                .resource(object)
                .patch(APPLY);
    }

    /** The objects, with this cluster's addresses in their places. */
    static List<GenericKubernetesResource> of(Node node) throws IOException {
        try (InputStream template = Objects.requireNonNull(BootstrapObjects.class.getResourceAsStream(OBJECTS))) {
            String yaml = new String(template.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@DNS@", node.network().dnsService().toString());
            return Stream.of(yaml.split("\n---\n", -1))
                    .map(document -> Serialization.unmarshal(document, GenericKubernetesResource.class))
                    .toList();
        }
    }
}
