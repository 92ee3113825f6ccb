package org.hepto.services;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;

/** The objects that every cluster has: roles of nodes and of the apiserver, and the DNS Service. */
final class Bootstrap implements Unit<Nothing> {
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
        return List.of(KubeApiserver.KEY);
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        KubernetesClient client = context.get(KubeApiserver.KEY);
        try (InputStream objects = new ByteArrayInputStream(objects(node).getBytes(StandardCharsets.UTF_8))) {
            for (HasMetadata object : client.load(objects).items()) {
                client.resource(object).patch(APPLY);
            }
        }
        return Nothing.NOTHING;
    }

    /** The objects as YAML, with this cluster's addresses in their places. */
    static String objects(Node node) throws IOException {
        try (InputStream template = Objects.requireNonNull(Bootstrap.class.getResourceAsStream(OBJECTS))) {
            return new String(template.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@NODE@", node.name())
                    .replace("@MESH@", node.mesh().toString())
                    .replace("@DNS@", node.network().dnsService().toString());
        }
    }
}
