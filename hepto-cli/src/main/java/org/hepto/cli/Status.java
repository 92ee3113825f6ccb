package org.hepto.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.control.WatchEvent;
import org.hepto.services.node.NodePaths;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows how a running node stands, waits for it, or watches it. */
@Command(
        name = "status",
        description = {
            "Shows the units of a running node, what each waits for, the other nodes, memory, and certificates.",
            "--cluster and --name choose among several nodes of this host."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sudo java -jar hepto.jar status",
            "  sudo java -jar hepto.jar status --wait 600 && echo ready",
            "  sudo java -jar hepto.jar status --watch",
            "  sudo java -jar hepto.jar status --name berlin --json",
            "",
            "Exit codes: 0 the node is ready, 3 it is not, or does not run, 1 it could not be asked,",
            "            2 wrong arguments, or there is no such node"
        })
final class Status implements Callable<Integer> {
    private final Services services;

    @Mixin
    private NodeChoice choice = new NodeChoice();

    @Option(names = "--json", description = "One JSON object; with --watch one on each line")
    private boolean json;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "Wait so long until the node is ready, also if it does not run yet")
    private Optional<Integer> wait = Optional.empty();

    @Option(names = "--watch", description = "Show each change of a unit, a line each, until Ctrl-C")
    private boolean watch;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Status(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (wait.isPresent() && (watch || wait.get() < 0)) {
            throw new ParameterException(
                    spec.commandLine(), watch ? "--wait and --watch exclude each other" : "--wait is less than 0");
        }
        if (watch) {
            services.watch(node(), this::print);
            if (!spec.commandLine().getOut().checkError()) {
                spec.commandLine()
                        .getErr()
                        .println("hepto: the node has stopped, or its daemon is started again; watch again to see");
            }
            return ExitCode.NOT_READY.code();
        }
        NodeStatus status = wait.isPresent()
                ? services.awaitReady(choice.data(), choice.cluster(), choice.name(), Duration.ofSeconds(wait.get()))
                : services.status(node());
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? StatusJson.pretty(status) : new StatusTable(Ansi.AUTO, Instant.now()).format(status));
        out.flush();
        return (status.ready() ? ExitCode.OK : ExitCode.NOT_READY).code();
    }

    private NodePaths node() {
        return choice.select(services);
    }

    /** Returns false when there is no reader left. */
    private boolean print(WatchEvent event) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? StatusJson.line(event) : StatusTable.line(event));
        return !out.checkError();
    }
}
