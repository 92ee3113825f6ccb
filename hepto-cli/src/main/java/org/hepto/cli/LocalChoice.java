package org.hepto.cli;

import java.nio.file.Path;
import org.hepto.services.node.NodeConfig;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the options that say which cluster of {@code up} and {@code down} is meant. */
final class LocalChoice {
    private static final String CLUSTER = "local";

    /** As {@link NodeConfig} has it. */
    private static final int LONGEST = 32;

    @Option(
            names = "--cluster",
            paramLabel = "NAME",
            defaultValue = CLUSTER,
            description = "The cluster (default: ${DEFAULT-VALUE})")
    private String cluster = CLUSTER;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = NodeChoice.DATA,
            description = "Where the nodes of this host keep their data (default: ${DEFAULT-VALUE})")
    private Path data = Path.of(NodeChoice.DATA);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** Returns the name, which becomes a part of a path that is deleted: it is checked first. */
    String cluster() {
        if (!NodeConfig.isName(cluster) || cluster.length() > LONGEST) {
            throw new ParameterException(
                    command.commandLine(), "'%s' is no name of a cluster".formatted(Terminals.plain(cluster)));
        }
        return cluster;
    }

    Path data() {
        return data.toAbsolutePath().normalize();
    }
}
