package org.hepto.services.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.hepto.services.node.Node;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.Test;

class BootstrapObjectsTest {
    private final Node node = TestNodes.master(Path.of("/data"));

    private List<HasMetadata> objects() throws IOException {
        return BootstrapObjects.of(node).stream()
                .map(Serialization::asJson)
                .map(json -> (HasMetadata) Serialization.unmarshal(json, KubernetesResource.class))
                .toList();
    }

    private <T extends HasMetadata> List<T> all(Class<T> type) throws IOException {
        return objects().stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void placeholdersAreFilled() throws IOException {
        assertThat(Serialization.asJson(BootstrapObjects.of(node))).doesNotContain("@");
        assertThat(objects())
                .extracting(HasMetadata::getKind)
                .containsExactly(
                        "ClusterRoleBinding",
                        "ClusterRoleBinding",
                        "ClusterRoleBinding",
                        "ClusterRole",
                        "ClusterRoleBinding",
                        "Service",
                        "EndpointSlice");
    }

    @Test
    void eachIsFoundUnderItsKind() throws IOException {
        assertThat(BootstrapObjects.of(node))
                .extracting(KubeClients::kind)
                .extracting(
                        ResourceDefinitionContext::getGroup,
                        ResourceDefinitionContext::getVersion,
                        ResourceDefinitionContext::getPlural,
                        ResourceDefinitionContext::isNamespaceScoped)
                .contains(
                        tuple("rbac.authorization.k8s.io", "v1", "clusterrolebindings", false),
                        tuple("rbac.authorization.k8s.io", "v1", "clusterroles", false),
                        tuple(null, "v1", "services", true),
                        tuple("discovery.k8s.io", "v1", "endpointslices", true));
    }

    @Test
    void dnsServiceHasTheAddressThatKubeletGivesToPods() throws IOException {
        io.fabric8.kubernetes.api.model.Service service =
                all(io.fabric8.kubernetes.api.model.Service.class).getFirst();
        assertThat(service.getSpec().getClusterIP())
                .isEqualTo(node.network().dnsService().toString());
        assertThat(service.getSpec().getInternalTrafficPolicy()).isEqualTo("Local");
        assertThat(service.getSpec().getSelector())
                .as("nodes serve DNS, not pods")
                .isNullOrEmpty();
        assertThat(service.getSpec().getPorts())
                .extracting(ServicePort::getProtocol, ServicePort::getPort)
                .containsExactly(tuple("UDP", 53), tuple("TCP", 53));
    }

    @Test
    void nodeItselfIsTheEndpoint() throws IOException {
        EndpointSlice slice = all(EndpointSlice.class).getFirst();
        assertThat(slice.getMetadata().getName()).isEqualTo("kube-dns-n1");
        assertThat(slice.getMetadata().getLabels()).containsEntry("kubernetes.io/service-name", "kube-dns");
        assertThat(slice.getAddressType()).isEqualTo("IPv6");
        assertThat(slice.getEndpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.getAddresses()).containsExactly(node.mesh().toString());
            assertThat(endpoint.getNodeName()).isEqualTo("n1");
        });
    }

    @Test
    void rolesAreBoundToTheGroupsInTheCertificates() throws IOException {
        assertThat(all(ClusterRoleBinding.class))
                .extracting(
                        b -> b.getRoleRef().getName(),
                        b -> b.getSubjects().getFirst().getName())
                .containsExactly(
                        tuple("cluster-admin", "hepto:admins"),
                        tuple("system:kubelet-api-admin", "hepto:apiserver"),
                        tuple("system:node-proxier", "system:nodes"),
                        tuple("hepto:dns", "system:nodes"));
        assertThat(all(ClusterRole.class).getFirst().getRules())
                .allSatisfy(rule -> assertThat(rule.getVerbs()).containsExactly("get", "list", "watch"));
    }
}
