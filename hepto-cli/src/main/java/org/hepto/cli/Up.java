package org.hepto.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.hepto.services.local.LocalOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts a whole cluster on this host. */
@Command(
        name = "up",
        description = {
            "Starts a master and more nodes of one cluster on this host, in the background,",
            "and waits until all are Ready. For tests and CI; 'hepto down' removes it.",
            "Without an IPv6 uplink the nodes are on a link of their own, and pods do not",
            "reach the outside."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sudo java -jar hepto.jar up",
            "  sudo java -jar hepto.jar up --nodes 1 --cluster ci --data /srv/hepto",
            "  sudo java -jar hepto.jar up --isolated --keep --wait 900"
        })
final class Up implements Callable<Integer> {
    private final Services services;

    @Mixin
    private LocalChoice choice = new LocalChoice();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many, the master among them: 1 to 16 (default: ${DEFAULT-VALUE})")
    private int nodes;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long each node may take until it is Ready (default: ${DEFAULT-VALUE})")
    private int wait;

    @Option(names = "--keep", description = "If a node fails, leave the nodes running, to look at them")
    private boolean keep;

    @Option(names = "--isolated", description = "Put the nodes on a link of their own even if there is an uplink")
    private boolean isolated;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Up(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (nodes < 1 || nodes > LocalOptions.MOST) {
            throw new ParameterException(spec.commandLine(), "--nodes is not 1 to " + LocalOptions.MOST);
        }
        if (wait < 1) {
            throw new ParameterException(spec.commandLine(), "--wait is less than 1");
        }
        LocalOptions options =
                new LocalOptions(nodes, choice.cluster(), choice.data(), Duration.ofSeconds(wait), keep, isolated);
        Path kubeconfig = services.up(options, spec.commandLine().getOut()::println);
        spec.commandLine().getOut().println("export KUBECONFIG=" + kubeconfig);
        return ExitCode.OK.code();
    }
}
