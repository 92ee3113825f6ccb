package org.hepto.cli;

import java.util.concurrent.Callable;
import org.hepto.services.node.ClusterKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a new key. */
@Command(
        name = "key",
        description = "Prints a new random key for a cluster: the one secret that its nodes share.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  (umask 077; java -jar hepto.jar key >cluster.key)",
            "  java -jar hepto.jar --role master --key-file cluster.key"
        })
final class Key implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        spec.commandLine().getOut().println(ClusterKey.generate().toHex());
        return ExitCode.OK.code();
    }
}
