package org.hepto.scenarios;

import java.time.Duration;
import java.util.List;
import org.hepto.lab.BackgroundProcess;

/** A client in the host of a node that asks the apiserver all the time, and what came of it; see {@link ApiQuestions}. */
record Questions(String who, BackgroundProcess client) {
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** The cluster's operator on the master's host; each answer is read from etcd. */
    static Questions byOperator(HeptoNode master) {
        return new Questions(
                "the operator on " + master.name(), master.askAsOperator("/api/v1/namespaces/default", PAUSE));
    }

    /** A node that asks for its own Node, through the mesh if it is not the master. */
    static Questions byNode(HeptoNode node) {
        return new Questions(node.name(), node.askAsNode("/api/v1/nodes/" + node.name(), PAUSE));
    }

    /** The lines of the requests that have failed, with their times. */
    List<String> failures() {
        return client.host()
                .ok("grep -v ' 200$' %s; true".formatted(client.log()))
                .lines()
                .toList();
    }

    /** How many there were. */
    int number() {
        return Integer.parseInt(client.host().ok("wc -l < " + client.log()));
    }

    /** Milliseconds of the one that took longest. */
    int slowest() {
        return Integer.parseInt(client.host().ok("cut -d' ' -f2 %s | sort -n | tail -n 1".formatted(client.log())));
    }
}
