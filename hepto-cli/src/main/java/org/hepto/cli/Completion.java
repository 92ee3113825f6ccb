package org.hepto.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that completes hepto's commands and options. */
@Command(
        name = "completion",
        description = "Prints a script that completes commands and options of an alias hepto='java -jar hepto.jar'.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  . <(java -jar hepto.jar completion bash)",
            "  java -jar hepto.jar completion zsh >hepto-completion.zsh"
        })
final class Completion implements Callable<Integer> {
    /** Names the shells; one script serves both. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.bash;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        String script = AutoComplete.bash("hepto", spec.root().commandLine());
        spec.commandLine().getOut().println(script.replaceFirst("\n", "\n# for " + shell + "\n"));
        return ExitCode.OK.code();
    }
}
