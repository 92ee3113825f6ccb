package org.hepto.services.units;

import java.time.Duration;
import org.hepto.daeman.UnitGraph;
import org.hepto.services.node.Node;

/** Graphs that are looked at and never started. */
final class TestGraphs {
    private TestGraphs() {}

    static UnitGraph of(Node node) {
        return NodeGraph.of(node, NoSteps.STEPS, Decisions.of(node), Duration.ofMinutes(5));
    }
}
