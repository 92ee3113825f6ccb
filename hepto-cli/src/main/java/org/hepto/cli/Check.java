package org.hepto.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.hepto.services.launcher.CheckResult;
import org.hepto.services.launcher.NodeOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says whether this host can carry a node. */
@Command(
        name = "check",
        description = {
            "Says whether this host can carry a node, and what to do where it cannot. Changes nothing.",
            "Give the options that the node will be started with; --role is master where there is none."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sudo java -jar hepto.jar check", "  sudo java -jar hepto.jar check --iface eth1"})
final class Check implements Callable<Integer> {
    private final Services services;

    @Mixin
    private NodeArguments arguments = new NodeArguments();

    @Mixin
    private NodeChoice choice = new NodeChoice();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Check(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        NodeOptions options = arguments.toOptions(arguments.role().orElse("master"), choice);
        List<CheckResult> results = services.check(options);
        spec.commandLine().getOut().print(new CheckTable(Ansi.AUTO).format(results));
        spec.commandLine().getOut().flush();
        boolean failed = results.stream().anyMatch(r -> r.level() == CheckResult.Level.FAIL);
        return (failed ? ExitCode.BAD_INPUT : ExitCode.OK).code();
    }
}
