package org.hepto.scenarios;

import java.util.ArrayList;
import java.util.List;

/**
 * What an operator says of a node when starting it; the name is that of its host where nothing else is said.
 *
 * @param role {@code master} or {@code node}
 * @param cluster its cluster's name
 * @param name its own name
 * @param options further ones
 */
public record NodeCommand(String role, String cluster, String name, List<String> options) {
    static final String CLUSTER = "hepto";

    public NodeCommand {
        options = List.copyOf(options);
    }

    /** The only node of a cluster of the default name, whose own name is that of its host. */
    static NodeCommand single(String name) {
        return new NodeCommand("master", CLUSTER, name, List.of());
    }

    /** With one more option. */
    NodeCommand with(String option, String value) {
        List<String> more = new ArrayList<>(options);
        more.add(option + " " + value);
        return new NodeCommand(role, cluster, name, more);
    }

    /** The options of the command line; what is the default is left out. */
    String arguments() {
        List<String> all = new ArrayList<>(List.of("--role " + role));
        if (!cluster.equals(CLUSTER)) {
            all.add("--cluster " + cluster);
        }
        all.addAll(options);
        return String.join(" ", all);
    }
}
