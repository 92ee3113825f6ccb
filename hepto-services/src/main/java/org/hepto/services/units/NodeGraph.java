package org.hepto.services.units;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitGraph;
import org.hepto.services.node.Node;
import org.hepto.services.steps.Leaf;

/** The units of a node and of a master. */
public final class NodeGraph {
    private NodeGraph() {}

    /** Makes the graph of a node, by its role. */
    public static UnitGraph of(Node node) {
        List<Unit<?>> units = new ArrayList<>();
        units.add(new PublicAddress());
        units.add(new Mesh(node));
        if (node.isMaster()) {
            List<ComponentUnit> components = controlPlane(node);
            units.add(new Authorities(node));
            units.add(new ControlPlaneCertificates(node, components));
            units.add(new PlaneUnit(PlaneUnit.CONTROL_PLANE, ControlPlaneCertificates.KEY, node, components));
            units.addAll(components);
            units.add(new Bootstrap(node));
        }
        List<ComponentUnit> components =
                List.of(new Containerd(node), new Kubelet(node), new KubeProxy(node), new CoreDns(node));
        units.add(new NodeCertificate(node));
        units.add(new PlaneUnit(PlaneUnit.NODE_PLANE, NodeCertificate.KEY, node, components));
        units.addAll(components);
        units.add(new PodNetwork(node));
        units.add(new NodeReady(node));
        return UnitGraph.of(units);
    }

    private static List<ComponentUnit> controlPlane(Node node) {
        return List.of(
                new Etcd(node), new KubeApiserver(node), new KubeControllerManager(node), new KubeScheduler(node));
    }

    /**
     * Makes all that the units of a master make in its PKI directory.
     *
     * @throws IOException if a file cannot be read or written
     */
    public static void issueAll(Node node, Instant now) throws IOException {
        Issuer.ensureAuthorities(node.pki(), now);
        List<Leaf> leaves = new ArrayList<>(new ControlPlaneCertificates(node, controlPlane(node)).leaves(List.of()));
        leaves.add(NodeCertificate.leaf(node));
        Issuer.ensureLeaves(node.pki(), leaves, now);
    }
}
