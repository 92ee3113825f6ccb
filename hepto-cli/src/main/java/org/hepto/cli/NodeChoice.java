package org.hepto.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.hepto.services.node.NodePaths;
import picocli.CommandLine.Option;

/** Holds the options that say which node of this host is meant. */
final class NodeChoice {
    static final String DATA = "/var/lib/hepto";

    @Option(names = "--cluster", paramLabel = "NAME", description = "The cluster (default for a new node: hepto)")
    private Optional<String> cluster = Optional.empty();

    @Option(names = "--name", paramLabel = "NAME", description = "The node (default for a new node: the host's name)")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = DATA,
            description = "Where the nodes of this host keep their data (default: ${DEFAULT-VALUE})")
    private Path data = Path.of(DATA);

    Optional<String> cluster() {
        return cluster;
    }

    Optional<String> name() {
        return name;
    }

    Path data() {
        return data.toAbsolutePath().normalize();
    }

    /** Returns the node that is meant. */
    NodePaths select(Services services) {
        return services.select(data(), cluster, name);
    }
}
