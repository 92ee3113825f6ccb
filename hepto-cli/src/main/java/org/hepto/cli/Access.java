package org.hepto.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hepto.services.control.KubeconfigRequest;
import org.hepto.services.control.KubeconfigRequest.Server;
import org.hepto.services.node.NodePaths;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints a kubeconfig: the operator's own, or one for another user. */
@Command(
        name = "kubeconfig",
        description = {
            "Prints a kubeconfig for kubectl on another machine; the master does this.",
            "Without --user it is the operator's own, which may do everything: keep it as you keep the key.",
            "A user may do nothing until RBAC gives something to the name or to a group."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  (umask 077; sudo java -jar hepto.jar kubeconfig >home.kubeconfig)",
            "  sudo java -jar hepto.jar kubeconfig --user anna --group dev --days 90 >anna.kubeconfig",
            "  sudo java -jar hepto.jar kubectl create clusterrolebinding dev --clusterrole=edit --group=dev",
            "",
            "A certificate cannot be taken back before it ends: prefer few days."
        })
final class Access implements Callable<Integer> {
    private final Services services;

    @Mixin
    private NodeChoice choice = new NodeChoice();

    @Option(names = "--user", paramLabel = "USER", description = "The name in a new certificate")
    private Optional<String> user = Optional.empty();

    @Option(names = "--group", paramLabel = "GROUP", split = ",", description = "A group of the user; may be repeated")
    private List<String> groups = new ArrayList<>();

    @Option(names = "--days", paramLabel = "N", description = "How long it is valid, with --user (default: 30)")
    private Optional<Integer> days = Optional.empty();

    @Option(
            names = "--server",
            paramLabel = "public|mesh|host",
            defaultValue = "public",
            description =
                    "The apiserver's address in it: in the Internet, in the mesh, or as the master's host sees it")
    private String server = Server.PUBLIC.toString();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Access(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException {
        KubeconfigRequest request = request();
        NodePaths node = choice.select(services);
        spec.commandLine().getOut().print(services.kubeconfig(node, request));
        spec.commandLine().getOut().flush();
        return ExitCode.OK.code();
    }

    private KubeconfigRequest request() {
        if (days.isPresent() && user.isEmpty()) {
            throw wrong("--days needs --user: the operator's own certificate is renewed by the master");
        }
        try {
            return new KubeconfigRequest(
                    user,
                    groups,
                    days.orElse(KubeconfigRequest.DAYS),
                    Server.parse(server).orElseThrow(() -> wrong("--server is public, mesh or host")));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
