package org.hepto.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.hepto.services.control.ListedNode;
import org.hepto.services.node.NodeConfig;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which nodes are in a cluster, lets one in, and takes one out. */
@Command(
        name = "node",
        description = {
            "Lists the nodes of a cluster, admits one that waits, or forgets one for good.",
            "The master does this: run it there. --cluster and --name choose among several nodes of this host."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sudo java -jar hepto.jar node list",
            "  sudo java -jar hepto.jar node admit berlin",
            "  sudo java -jar hepto.jar node forget berlin"
        })
final class Nodes implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Returns the command with those below it. */
    static CommandLine command(Services services) {
        return new CommandLine(new Nodes())
                .addSubcommand(new ListNodes(services))
                .addSubcommand(new Admit(services))
                .addSubcommand(new Forget(services));
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "node needs one of list, admit and forget behind it");
    }

    /** Prints all nodes. */
    @Command(
            name = "list",
            description = {
                "Lists the nodes of a cluster, and those that want to join it.",
                "A node that waits is let in by 'node admit', one that is refused says why."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  sudo java -jar hepto.jar node list", "  sudo java -jar hepto.jar node list --json"})
    static final class ListNodes implements Callable<Integer> {
        private final Services services;

        @Mixin
        private NodeChoice choice = new NodeChoice();

        @Option(names = "--json", description = "One JSON object on each line, one for each node")
        private boolean json;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        ListNodes(Services services) {
            this.services = services;
        }

        @Override
        public Integer call() throws IOException {
            List<ListedNode> nodes = services.nodes(choice.select(services));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                nodes.forEach(node -> out.println(StatusJson.line(node)));
            } else {
                out.print(new NodeTables(Ansi.AUTO, Instant.now()).list(nodes));
            }
            out.flush();
            return ExitCode.OK.code();
        }
    }

    /** Lets a node in. */
    @Command(
            name = "admit",
            description = {
                "Admits a node that waits. Nodes are admitted by themselves, but for more than",
                "16 in an hour: then look at 'node list' first, whether you know the name and the",
                "fingerprint. If several ask under one name, give the fingerprint that 'status'",
                "shows on the right one."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  sudo java -jar hepto.jar node admit berlin",
                "  sudo java -jar hepto.jar node admit SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"
            })
    static final class Admit implements Callable<Integer> {
        private final Services services;

        @Mixin
        private NodeChoice choice = new NodeChoice();

        @Parameters(paramLabel = "NODE", description = "Name or fingerprint of the node that waits")
        private String node = "";

        @Spec
        private CommandSpec spec = CommandSpec.create();

        Admit(Services services) {
            this.services = services;
        }

        @Override
        public Integer call() throws IOException {
            String who = NodeConfig.isFingerprint(node) ? node : checked(spec, node);
            services.admit(choice.select(services), who);
            spec.commandLine().getOut().println(node + " is admitted");
            return ExitCode.OK.code();
        }
    }

    /** Takes a node out. */
    @Command(
            name = "forget",
            description = {
                "Takes a node out of the cluster for good, and frees its name. It asks nothing.",
                "The node is cut off everywhere, its Node object is deleted, and its",
                "certificate is worthless when this ends. Stop the node first, if you can:",
                "its pods go on there. If it is broken off, run it again.",
                "The cluster's key stays with it: 'key change' makes another."
            },
            footerHeading = "%nExamples:%n",
            footer = "  sudo java -jar hepto.jar node forget berlin")
    static final class Forget implements Callable<Integer> {
        private final Services services;

        @Mixin
        private NodeChoice choice = new NodeChoice();

        @Parameters(paramLabel = "NODE", description = "The node to forget")
        private String node = "";

        @Spec
        private CommandSpec spec = CommandSpec.create();

        Forget(Services services) {
            this.services = services;
        }

        @Override
        public Integer call() throws IOException {
            String name = checked(spec, node);
            PrintWriter out = spec.commandLine().getOut();
            services.forget(choice.select(services), name, Terminals.lines(out));
            out.println(
                    node + " is forgotten, its name is free. It still has the cluster's key: 'hepto key change' makes"
                            + " that worthless");
            return ExitCode.OK.code();
        }
    }

    private static String checked(CommandSpec spec, String node) {
        if (!NodeConfig.isName(node)) {
            throw new ParameterException(
                    spec.commandLine(), "'%s' is no name of a node".formatted(Terminals.plain(node)));
        }
        return node;
    }
}
