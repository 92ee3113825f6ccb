package org.hepto.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.hepto.services.control.Invitation;
import org.hepto.services.node.Anchor;
import org.hepto.services.node.NodePaths;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what another machine has to run to join. */
@Command(
        name = "invite",
        description = {
            "Prints the two lines that make another machine a node of this cluster; any node",
            "can. The key is not in them: the first line takes it from the terminal into a",
            "file of its own, so that it stands on no command line and in no history."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sudo java -jar hepto.jar invite", "  sudo java -jar hepto.jar invite --cluster home --name berlin"
        })
final class Invite implements Callable<Integer> {
    private final Services services;

    @Mixin
    private NodeChoice choice = new NodeChoice();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Invite(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException {
        NodePaths node = choice.select(services);
        spec.commandLine().getOut().print(lines(services.invite(node), node.clusterKey()));
        spec.commandLine().getOut().flush();
        return ExitCode.OK.code();
    }

    /** @param key where this host has the key */
    static String lines(Invitation invitation, Path key) {
        String file = invitation.cluster() + ".key";
        String anchors = invitation.anchors().isEmpty() ? "ADDR" : quoted(invitation.anchors());
        String remark = invitation.anchors().isEmpty()
                ? "# For ADDR give the address or name of a node; none has a public address now.\n"
                : "";
        return """
                # On the new machine, in the directory of hepto.jar. The first line waits for the key: paste it, then
                # Enter and Ctrl-D. On this machine it is shown by: sudo cat %s
                # For NAME give a name that no node has.
                %s(umask 077; cat >%s)
                sudo java -jar hepto.jar --role node --cluster %s --key-file %s --name NAME --anchor %s --authority %s
                """.formatted(key, remark, file, invitation.cluster(), file, anchors, invitation.authority());
    }

    /** Brackets mean something to a shell; they aren't needed where the port is the usual one. */
    private static String quoted(List<String> anchors) {
        String all = anchors.stream()
                .map(Anchor::parse)
                .map(anchor -> anchor.port() == Anchor.PORT ? anchor.host() : anchor.toString())
                .collect(Collectors.joining(","));
        return all.contains("[") ? "'" + all + "'" : all;
    }
}
