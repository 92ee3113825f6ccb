package org.hepto.services.units;

import org.hepto.daeman.UnitGraph;
import org.hepto.services.node.Node;
import org.hepto.services.steps.Steps;

/** The units of a newcomer: it asks for admission, and can do nothing else before it has it. */
public final class NewcomerGraph {
    private NewcomerGraph() {}

    /**
     * Makes the graph.
     *
     * @param steps does what takes large libraries
     */
    public static UnitGraph of(Node node, Steps steps) {
        return UnitGraph.of(
                new PublicAddress(node), new Nameservers(node), new Observer(node), new Enroll(node, steps));
    }
}
