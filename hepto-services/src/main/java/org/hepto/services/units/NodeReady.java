package org.hepto.services.units;

import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;

/** That the cluster sees the node Ready: the last unit of every node, so that its start has an end. */
public final class NodeReady implements Unit<Nothing> {
    public static final UnitKey<Nothing> KEY = UnitKey.of("node");

    private final Node node;
    private final Steps steps;

    NodeReady(Node node, Steps steps) {
        this.node = node;
        this.steps = steps;
    }

    @Override
    public UnitKey<Nothing> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(NodeCertificate.KEY);
    }

    @Override
    public List<UnitKey<?>> after() {
        return List.of(Kubelet.KEY, PodNetwork.KEY, KubeProxy.KEY, CoreDns.KEY);
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        // a daemon may start again while the master is away; the helper is a JVM, and would run all that time
        context.await(Health.apiserver(node), ComponentUnit.LONG);
        HelperStep.await(context, steps, new Step.AwaitNodeReady(), ComponentUnit.PATIENCE);
        return Nothing.NOTHING;
    }
}
