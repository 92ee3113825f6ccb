package org.hepto.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.hepto.services.launcher.StartListener;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts a node: the command without a name. */
@Command(
        name = "hepto",
        description = {
            "Starts a Kubernetes node in this terminal; Ctrl-C or SIGTERM stops it.",
            "Each option can stand in the environment: HEPTO_ROLE for --role, HEPTO_KEY_FILE for --key-file."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hepto.jar --role master",
            "  java -jar hepto.jar --role master --cluster home --key-file cluster.key",
            "  java -jar hepto.jar --role node --cluster home --key-file cluster.key --anchor a.example.org",
            "  java -jar hepto.jar --role master --iface eth1 --ip 2001:db8::5/64 --gw fe80::1",
            "  ./hepto.jar kubectl version --client",
            "",
            "Exit codes: 0 fine, 1 failure, 2 wrong arguments, configuration or host,",
            "            3 the node is not ready or does not run"
        })
final class Hepto implements Callable<Integer> {
    private final Services services;

    @Mixin
    private NodeArguments arguments = new NodeArguments();

    @Mixin
    private NodeChoice choice = new NodeChoice();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Hepto(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String role = arguments
                .role()
                .orElseThrow(
                        () -> new ParameterException(spec.commandLine(), "--role master or --role node starts a node"));
        services.launch(arguments.toOptions(role, choice), new Terminal());
        return ExitCode.OK.code();
    }

    /** Shows how the start goes. Of a start that is refused it shows nothing but what is wrong. */
    private final class Terminal implements StartListener {
        @Override
        public void progress(String line) {
            spec.commandLine().getOut().println(line);
        }

        @Override
        public void accepted() {
            arguments.secret().warn();
        }
    }
}
