package org.hepto.scenarios;

import java.time.Duration;
import java.util.List;
import org.hepto.lab.BackgroundProcess;

/** A client in the host of a node that asks the apiserver all the time, and what came of it; see {@link ApiQuestions}. */
record Questions(String who, BackgroundProcess client) {
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** Of a request, and not of a JVM that has something to say. */
    private static final String LINE = "^20[0-9-]*T";

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
                .ok("grep '%s' %s | grep -v ' 200$'; true".formatted(LINE, client.log()))
                .lines()
                .toList();
    }

    /** How many there were. */
    int number() {
        return Integer.parseInt(client.host().ok("grep -c '%s' %s; true".formatted(LINE, client.log())));
    }

    /** Milliseconds of the one that took longest. */
    String slowest() {
        return client.host().ok("grep '%s' %s | cut -d' ' -f2 | sort -n | tail -n 1".formatted(LINE, client.log()));
    }

    /** Waits for the first answer, which has to be a good one: otherwise the others need not be waited for. */
    void begin() {
        HeptoNode.await("an answer to " + who, HeptoNode.PATIENCE, () -> {
            if (!client.running()) {
                throw new AssertionError("%s has ended: %s".formatted(who, client.output()));
            }
            return number() > 0;
        });
        if (!failures().isEmpty()) {
            throw new AssertionError("%s: %s".formatted(who, failures()));
        }
    }
}
