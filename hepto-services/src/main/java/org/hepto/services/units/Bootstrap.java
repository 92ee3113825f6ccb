package org.hepto.services.units;

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
import org.hepto.daeman.Nothing;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;

/** The objects that every cluster has: roles of nodes and of the apiserver, and the DNS Service. */
public final class Bootstrap implements Unit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("bootstrap");

    private static final String OBJECTS = "bootstrap.yaml";

    // ours alone: where somebody else has set a field, the cluster's own needs win
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager("hepto")
            .withForce(true)
            .build();

    private final Node node;

    Bootstrap(Node node) {
        this.node = node;
    }

    @Override
    public UnitKey<Nothing> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(ControlPlaneCertificates.KEY, KubeApiserver.KEY);
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        try (KubernetesClient admin = KubeClients.of(node.apiUrl(), node.pki(), PkiFiles.DAEMON)) {
            for (GenericKubernetesResource object : objects(node)) {
                apply(admin, object);
            }
        }
        return Nothing.NOTHING;
    }

    /** The object as the apiserver has it then. */
    public static GenericKubernetesResource apply(KubernetesClient client, GenericKubernetesResource object) {
        return client.genericKubernetesResources(KubeClients.kind(object))
                .resource(object)
                .patch(APPLY);
    }

    /** The objects, with this cluster's addresses in their places. */
    public static List<GenericKubernetesResource> objects(Node node) throws IOException {
        try (InputStream template = Objects.requireNonNull(Bootstrap.class.getResourceAsStream(OBJECTS))) {
            String yaml = new String(template.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@NODE@", node.name())
                    .replace("@MESH@", node.mesh().toString())
                    .replace("@DNS@", node.network().dnsService().toString());
            return Stream.of(yaml.split("\n---\n", -1))
                    .map(document -> Serialization.unmarshal(document, GenericKubernetesResource.class))
                    .toList();
        }
    }
}
