package org.hepto.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Holds the options that give the cluster's secret. One on the command line is preferred to the other in the environment. */
final class SecretOptions {
    @Option(
            names = "--key",
            paramLabel = "HEX",
            description = "The cluster's secret. Other users can read it here: better in --key-file or HEPTO_KEY")
    private Optional<String> key = Optional.empty();

    @Option(names = "--key-file", paramLabel = "FILE", description = "A file with the cluster's secret")
    private Optional<Path> keyFile = Optional.empty();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    Optional<String> key() {
        return typed("--key-file") && !typed("--key") ? Optional.empty() : key;
    }

    Optional<Path> keyFile() {
        return typed("--key") && !typed("--key-file") ? Optional.empty() : keyFile;
    }

    /** Warns when the secret stands in the list of processes. */
    void warn() {
        if (typed("--key")) {
            command.commandLine()
                    .getErr()
                    .println("hepto: warning: other users can read --key in the list of processes; "
                            + "use --key-file or HEPTO_KEY");
        }
    }

    private boolean typed(String option) {
        return command.commandLine().getParseResult().hasMatchedOption(option);
    }
}
