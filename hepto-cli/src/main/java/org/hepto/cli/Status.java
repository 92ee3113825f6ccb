package org.hepto.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hepto.services.node.NodePaths;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what a running node does. */
@Command(
        name = "status",
        description = {
            "Shows the units of a running node, what each waits for, and the memory.",
            "--cluster and --name choose among several nodes of this host."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sudo java -jar hepto.jar status", "  sudo java -jar hepto.jar status --name berlin --json"})
final class Status implements Callable<Integer> {
    private final Services services;

    @Mixin
    private NodeChoice choice = new NodeChoice();

    @Option(names = "--json", description = "One JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Status(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException {
        NodePaths paths = services.select(choice.data(), choice.cluster(), choice.name());
        try {
            spec.commandLine().getOut().println(services.status(paths, json).stripTrailing());
        } catch (IOException e) {
            throw new NotRunningException(e);
        }
        return ExitCode.OK.code();
    }
}
