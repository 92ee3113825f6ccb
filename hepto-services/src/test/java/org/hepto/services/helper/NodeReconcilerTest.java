package org.hepto.services.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.services.steps.NodeSpec;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.junit.jupiter.api.Test;

class NodeReconcilerTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00.123Z");

    private static NodeSpec spec(Optional<String> site, boolean master) {
        return new NodeSpec("n2", Ipv6Address.parse("fd00::2"), Ipv6Prefix.parse("fd00:0:0:1001::/64"), site, master);
    }

    private static <T> T typed(GenericKubernetesResource object, Class<T> type) {
        return Serialization.unmarshal(Serialization.asJson(object), type);
    }

    @Test
    void nodeHasItsRangeAndItsSite() {
        Node node = typed(NodeReconciler.node(spec(Optional.of("berlin"), false)), Node.class);

        assertThat(node.getMetadata().getName()).isEqualTo("n2");
        assertThat(node.getMetadata().getLabels()).isEqualTo(Map.of("topology.kubernetes.io/zone", "berlin"));
        assertThat(node.getSpec().getPodCIDR()).isEqualTo("fd00:0:0:1001::/64");
        assertThat(node.getSpec().getPodCIDRs()).containsExactly("fd00:0:0:1001::/64");
        assertThat(node.getSpec().getTaints()).isEmpty();
    }

    @Test
    void masterIsOneInTheColumnOfRoles() {
        Node node = typed(NodeReconciler.node(spec(Optional.empty(), true)), Node.class);

        assertThat(node.getMetadata().getLabels()).isEqualTo(Map.of("node-role.kubernetes.io/control-plane", ""));
    }

    @Test
    void nodeItselfIsTheEndpointOfDns() {
        EndpointSlice slice = typed(NodeReconciler.slice(spec(Optional.empty(), false)), EndpointSlice.class);

        assertThat(slice.getMetadata().getName()).isEqualTo("kube-dns-n2");
        assertThat(slice.getMetadata().getNamespace()).isEqualTo("kube-system");
        assertThat(slice.getMetadata().getLabels())
                .isEqualTo(Map.of(
                        "kubernetes.io/service-name", "kube-dns", "endpointslice.kubernetes.io/managed-by", "hepto"));
        assertThat(slice.getAddressType()).isEqualTo("IPv6");
        assertThat(slice.getEndpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.getAddresses()).containsExactly("fd00::2");
            assertThat(endpoint.getNodeName()).isEqualTo("n2");
            assertThat(endpoint.getConditions().getReady()).isTrue();
        });
        assertThat(slice.getPorts())
                .extracting(EndpointPort::getName, EndpointPort::getPort, EndpointPort::getProtocol)
                .containsExactly(tuple("dns", 53, "UDP"), tuple("dns-tcp", 53, "TCP"));
    }

    @Test
    void admissionIsAnEventAboutTheNode() {
        NodeSpec spec = spec(Optional.empty(), false);
        GenericKubernetesResource node = NodeReconciler.node(spec);
        node.getMetadata().setUid("u-1");
        Event event = typed(NodeReconciler.admitted(spec, node, NOW), Event.class);

        assertThat(event.getMetadata().getName()).startsWith("n2.");
        assertThat(event.getMetadata().getNamespace()).isEqualTo("default");
        assertThat(event.getReason()).isEqualTo("NodeAdmitted");
        assertThat(event.getInvolvedObject().getKind()).isEqualTo("Node");
        assertThat(event.getInvolvedObject().getName()).isEqualTo("n2");
        assertThat(event.getInvolvedObject().getUid()).isEqualTo("u-1");
        assertThat(event.getFirstTimestamp()).isEqualTo("2030-01-01T00:00:00Z");
        assertThat(event.getMessage()).contains("fd00::2", "fd00:0:0:1001::/64");
    }

    @Test
    void eachIsFoundUnderItsKind() {
        NodeSpec spec = spec(Optional.empty(), false);
        GenericKubernetesResource node = NodeReconciler.node(spec);
        assertThat(List.of(node, NodeReconciler.slice(spec), NodeReconciler.admitted(spec, node, NOW)))
                .extracting(KubeClients::kind)
                .extracting(ResourceDefinitionContext::getPlural, ResourceDefinitionContext::isNamespaceScoped)
                .containsExactly(tuple("nodes", false), tuple("endpointslices", true), tuple("events", true));
    }
}
