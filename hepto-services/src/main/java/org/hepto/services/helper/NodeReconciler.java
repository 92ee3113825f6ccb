package org.hepto.services.helper;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.NodeSpec;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.jspecify.annotations.Nullable;

/** The objects of the cluster's nodes: for each its Node, and an EndpointSlice that says that it serves DNS to itself. */
final class NodeReconciler {
    /** For the column ROLES of kubectl. A kubelet may not say this of itself (NodeRestriction). */
    private static final String ROLE = "node-role.kubernetes.io/control-plane";

    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final String DNS_NAMESPACE = "kube-system";
    private static final String DNS_SERVICE = "kube-dns";
    private static final String SERVICE_LABEL = "kubernetes.io/service-name";
    private static final String MANAGER_LABEL = "endpointslice.kubernetes.io/managed-by";
    private static final String MANAGER = "hepto";

    private final KubernetesClient client;
    private final Instant now;
    private final List<String> changes = new ArrayList<>();

    private NodeReconciler(KubernetesClient client, Instant now) {
        this.client = client;
        this.now = now;
    }

    /** Makes those of a list, and no others if it is complete, and tells what it changed. */
    static StepResult reconcile(Node master, Step.ReconcileNodes step, Instant now) throws IOException {
        try (KubernetesClient client = KubeClients.of(master, PkiFiles.DAEMON)) {
            return new StepResult.Done(new NodeReconciler(client, now).reconcile(step));
        } catch (RuntimeException e) {
            throw KubeClients.failure(e);
        }
    }

    private String reconcile(Step.ReconcileNodes step) {
        List<NodeSpec> nodes = step.nodes();
        Map<String, GenericKubernetesResource> there = byName(
                client.genericKubernetesResources(KubeClients.NODE).list().getItems());
        Map<String, GenericKubernetesResource> slices = byName(client.genericKubernetesResources(sliceKind())
                .inNamespace(DNS_NAMESPACE)
                .withLabels(Map.of(SERVICE_LABEL, DNS_SERVICE, MANAGER_LABEL, MANAGER))
                .list()
                .getItems());
        for (NodeSpec node : nodes) {
            reconcile(node, there.get(node.name()));
            GenericKubernetesResource slice = slice(node);
            apply("DNS of " + node.name(), slice, slices.get(slice.getMetadata().getName()));
        }
        if (step.complete()) {
            Set<String> names = nodes.stream().map(NodeSpec::name).collect(Collectors.toSet());
            Set<String> sliceNames =
                    nodes.stream().map(NodeReconciler::sliceName).collect(Collectors.toSet());
            there.forEach((name, node) -> delete("Node " + name, name, node, names));
            slices.forEach((name, slice) -> delete("DNS " + name, name, slice, sliceNames));
        }
        return String.join(", ", changes);
    }

    private static Map<String, GenericKubernetesResource> byName(List<GenericKubernetesResource> objects) {
        return objects.stream()
                .collect(Collectors.toMap(object -> object.getMetadata().getName(), object -> object));
    }

    private void reconcile(NodeSpec spec, @Nullable GenericKubernetesResource there) {
        String range = there == null ? "" : range(there);
        boolean moved = !range.isEmpty() && !range.equals(spec.pods().toString());
        if (there != null && moved) {
            delete(there);
            changes.add("deleted Node %s, whose range was %s".formatted(spec.name(), range));
        }
        GenericKubernetesResource node = apply("Node " + spec.name(), node(spec), moved ? null : there);
        if (range.isEmpty()) {
            GenericKubernetesResource event = admitted(spec, node, now);
            client.genericKubernetesResources(KubeClients.kind(event))
                    .resource(event)
                    .create();
        }
    }

    /** The range for pods, which once set cannot change; empty while there is none. */
    private static String range(GenericKubernetesResource node) {
        return Optional.ofNullable(node.<String>get("spec", "podCIDR")).orElse("");
    }

    /** Applying the same again leaves an object's version alone, so all are: a label that is not ours any more goes. */
    private GenericKubernetesResource apply(
            String what, GenericKubernetesResource wanted, @Nullable GenericKubernetesResource there) {
        GenericKubernetesResource applied = BootstrapObjects.apply(client, wanted);
        if (there == null) {
            changes.add("made " + what);
        } else if (!version(applied).equals(version(there))) {
            changes.add("changed " + what);
        }
        return applied;
    }

    private static String version(GenericKubernetesResource object) {
        return String.valueOf(object.getMetadata().getResourceVersion());
    }

    private void delete(String what, String name, GenericKubernetesResource object, Set<String> kept) {
        if (!kept.contains(name)) {
            delete(object);
            changes.add("deleted " + what);
        }
    }

    private void delete(GenericKubernetesResource object) {
        client.genericKubernetesResources(KubeClients.kind(object))
                .resource(object)
                .delete();
    }

    private static ResourceDefinitionContext sliceKind() {
        return KubeClients.kind(object("discovery.k8s.io/v1", "EndpointSlice", DNS_NAMESPACE, DNS_SERVICE));
    }

    private static String sliceName(NodeSpec node) {
        return DNS_SERVICE + "-" + node.name();
    }

    private static GenericKubernetesResource object(
            String version, String kind, @Nullable String namespace, String name) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion(version);
        object.setKind(kind);
        object.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        return object;
    }

    static GenericKubernetesResource node(NodeSpec spec) {
        GenericKubernetesResource node = object("v1", "Node", null, spec.name());
        Map<String, String> labels = new HashMap<>();
        spec.site().ifPresent(site -> labels.put(ZONE, site));
        if (spec.master()) {
            labels.put(ROLE, "");
        }
        node.getMetadata().setLabels(labels);
        String pods = spec.pods().toString();
        node.setAdditionalProperty("spec", Map.of("podCIDR", pods, "podCIDRs", List.of(pods)));
        return node;
    }

    static GenericKubernetesResource slice(NodeSpec spec) {
        GenericKubernetesResource slice =
                object("discovery.k8s.io/v1", "EndpointSlice", DNS_NAMESPACE, sliceName(spec));
        slice.getMetadata().setLabels(Map.of(SERVICE_LABEL, DNS_SERVICE, MANAGER_LABEL, MANAGER));
        slice.setAdditionalProperty("addressType", "IPv6");
        slice.setAdditionalProperty(
                "endpoints",
                List.of(Map.of(
                        "addresses",
                        List.of(spec.mesh().toString()),
                        "nodeName",
                        spec.name(),
                        "conditions",
                        Map.of("ready", true))));
        slice.setAdditionalProperty(
                "ports",
                List.of(
                        Map.of("name", "dns", "port", 53, "protocol", "UDP"),
                        Map.of("name", "dns-tcp", "port", 53, "protocol", "TCP")));
        return slice;
    }

    /** An Event about a Node, which belongs to no namespace, is in this one. */
    static GenericKubernetesResource admitted(NodeSpec spec, GenericKubernetesResource node, Instant now) {
        String name = "%s.%x".formatted(spec.name(), now.toEpochMilli());
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        GenericKubernetesResource event = object("v1", "Event", "default", name);
        Map<String, String> regarding = new HashMap<>(Map.of("apiVersion", "v1", "kind", "Node", "name", spec.name()));
        Optional.ofNullable(node.getMetadata().getUid()).ifPresent(uid -> regarding.put("uid", uid));
        event.setAdditionalProperty("involvedObject", regarding);
        event.setAdditionalProperty("reason", "NodeAdmitted");
        event.setAdditionalProperty(
                "message", "Node %s has address %s and range %s".formatted(spec.name(), spec.mesh(), spec.pods()));
        event.setAdditionalProperty("type", "Normal");
        event.setAdditionalProperty("source", Map.of("component", MANAGER));
        event.setAdditionalProperty("firstTimestamp", time);
        event.setAdditionalProperty("lastTimestamp", time);
        event.setAdditionalProperty("count", 1);
        return event;
    }
}
