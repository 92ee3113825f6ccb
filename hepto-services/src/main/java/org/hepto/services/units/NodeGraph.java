package org.hepto.services.units;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitGraph;
import org.hepto.services.node.Node;
import org.hepto.services.steps.Steps;

/** The units of a node and of a master. */
public final class NodeGraph {
    private NodeGraph() {}

    /**
     * Makes the graph of a node, by its role.
     *
     * @param steps does what takes large libraries
     * @param decisions those of the operator, which a master carries out
     * @param authorityPause after which every component has read again what was replaced of certificates
     */
    public static UnitGraph of(Node node, Steps steps, Decisions decisions, Duration authorityPause) {
        List<Unit<?>> units = new ArrayList<>();
        units.add(new PublicAddress(node));
        units.add(new Nameservers(node));
        units.add(new PacketFilter(node));
        units.add(new Mesh(node));
        units.add(new Member(node));
        units.add(new Peers(node));
        units.add(node.isMaster() ? new MasterKeys(node, decisions.keyChange()) : new FollowedKeys());
        if (node.isMaster()) {
            List<ComponentUnit> components = controlPlane(node, steps);
            units.add(new Authorities(node, steps));
            units.add(new ControlPlaneCertificates(node, steps, components));
            units.add(new PlaneUnit(PlaneUnit.CONTROL_PLANE, ControlPlaneCertificates.KEY, node, components));
            units.addAll(components);
            units.add(new Bootstrap(steps));
            units.add(new Admissions(node, steps, decisions, authorityPause));
            units.add(new NodeObjects(steps));
        }
        List<ComponentUnit> components =
                List.of(new Containerd(node, steps), new Kubelet(node), new KubeProxy(node), new CoreDns(node));
        units.add(node.isMaster() ? new NodeCertificate(node, steps) : new ReceivedCertificate(node, steps));
        units.add(new PlaneUnit(PlaneUnit.NODE_PLANE, NodeCertificate.KEY, node, components));
        units.addAll(components);
        units.add(new PodNetwork(node));
        units.add(new NodeReady(node, steps));
        return UnitGraph.of(units);
    }

    static List<ComponentUnit> controlPlane(Node node, Steps steps) {
        return List.of(
                new Etcd(node, steps),
                new KubeApiserver(node, steps),
                new KubeControllerManager(node, steps),
                new KubeScheduler(node, steps));
    }
}
