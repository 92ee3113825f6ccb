package org.hepto.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.hepto.services.node.ClusterKey;
import org.hepto.services.node.NodePaths;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a new key; below it is what changes that of a cluster. */
@Command(
        name = "key",
        description = {
            "Prints a new random key for a cluster: the one secret that its nodes share.",
            "With 'change' behind it, it gives a running cluster another key."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  (umask 077; java -jar hepto.jar key >cluster.key)",
            "  java -jar hepto.jar --role master --key-file cluster.key",
            "  sudo java -jar hepto.jar key change"
        })
final class Key implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Returns the command with the one below it. */
    static CommandLine command(Services services) {
        return new CommandLine(new Key()).addSubcommand(new Change(services));
    }

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(ClusterKey.generate().toHex());
        return ExitCode.OK.code();
    }

    /** Changes the key of a cluster. */
    @Command(
            name = "change",
            description = {
                "Changes the key of a cluster, while it runs. The master does this: run it there.",
                "Each node fetches the new key from the master, inside the mesh; those that are",
                "off do when they are back. Who has the old key alone can do nothing with it",
                "when this ends. To shut a node out, forget it first: 'node forget'. If it is",
                "broken off, it goes on by itself; run while it is on its way, it shows the rest."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  sudo java -jar hepto.jar key change",
                "  sudo java -jar hepto.jar key change --cluster home --name berlin"
            })
    static final class Change implements Callable<Integer> {
        private final Services services;

        @Mixin
        private NodeChoice choice = new NodeChoice();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        Change(Services services) {
            this.services = services;
        }

        @Override
        public Integer call() throws IOException {
            NodePaths node = choice.select(services);
            PrintWriter out = spec.commandLine().getOut();
            services.changeKey(node, Terminals.lines(out));
            out.println("the key is changed; new nodes need the one in " + node.clusterKey());
            return ExitCode.OK.code();
        }
    }
}
