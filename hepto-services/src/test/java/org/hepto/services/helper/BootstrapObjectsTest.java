package org.hepto.services.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.Validation;
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
                        "ValidatingAdmissionPolicy",
                        "ValidatingAdmissionPolicyBinding");
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
                        tuple("admissionregistration.k8s.io", "v1", "validatingadmissionpolicies", false),
                        tuple("admissionregistration.k8s.io", "v1", "validatingadmissionpolicybindings", false));
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

    /** The expressions themselves are tried where there is an apiserver. */
    @Test
    void policyAboutNodesHoldsForNodesAlone() throws IOException {
        ValidatingAdmissionPolicy policy = all(ValidatingAdmissionPolicy.class).getFirst();
        assertThat(policy.getSpec().getFailurePolicy()).isEqualTo("Fail");
        assertThat(policy.getSpec().getMatchConstraints().getResourceRules())
                .singleElement()
                .satisfies(rule -> {
                    assertThat(rule.getResources()).containsExactly("nodes");
                    assertThat(rule.getOperations()).containsExactly("CREATE", "UPDATE");
                });
        assertThat(policy.getSpec().getMatchConditions())
                .singleElement()
                .satisfies(condition -> assertThat(condition.getExpression()).contains("system:nodes"));
        assertThat(policy.getSpec().getValidations())
                .extracting(Validation::getExpression)
                .satisfiesExactly(
                        cidr -> assertThat(cidr).contains("object.?spec.?podCIDR."),
                        cidrs -> assertThat(cidrs).contains("object.?spec.?podCIDRs."),
                        taints -> assertThat(taints).contains("object.?spec.?taints."));
        assertThat(all(ValidatingAdmissionPolicyBinding.class).getFirst().getSpec())
                .satisfies(binding -> {
                    assertThat(binding.getPolicyName())
                            .isEqualTo(policy.getMetadata().getName());
                    assertThat(binding.getValidationActions()).containsExactly("Deny");
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
