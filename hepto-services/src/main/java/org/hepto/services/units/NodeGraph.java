package org.hepto.services.units;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitGraph;
import org.hepto.services.node.Node;

/**
 * The units of a node and of a master. Gossip will stand between the address and the credentials: it brings a node the
 * cluster's authorities and its certificate, and the mesh its peers.
 */
public final class NodeGraph {
    private NodeGraph() {}

    /**
     * Makes the graph of a node, by its role.
     *
     * @param goingDown whether the whole node stops
     */
    public static UnitGraph of(Node node, BooleanSupplier goingDown) {
        List<Unit<?>> units = new ArrayList<>();
        units.add(new PublicAddress());
        units.add(new Mesh(node));
        units.add(new Credentials(node));
        if (node.isMaster()) {
            units.add(new PlaneUnit(
                    PlaneUnit.CONTROL_PLANE,
                    node,
                    List.of(
                            Etcd.component(node),
                            KubeApiserver.component(node),
                            KubeControllerManager.component(node),
                            KubeScheduler.component(node))));
            units.add(new Etcd());
            units.add(new KubeApiserver(node));
            units.add(new Bootstrap(node));
            units.add(new KubeControllerManager());
            units.add(new KubeScheduler());
        }
        units.add(new PlaneUnit(
                PlaneUnit.NODE_PLANE,
                node,
                List.of(
                        Containerd.component(node),
                        Kubelet.component(node),
                        KubeProxy.component(node),
                        CoreDns.component(node))));
        units.add(new Containerd(node, goingDown));
        units.add(new Kubelet());
        units.add(new PodNetwork(node));
        units.add(new KubeProxy());
        units.add(new CoreDns());
        units.add(new NodeReady(node));
        return UnitGraph.of(units);
    }
}
