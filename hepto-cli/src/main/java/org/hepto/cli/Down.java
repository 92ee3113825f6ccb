package org.hepto.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Removes what {@link Up} has made. */
@Command(
        name = "down",
        description = {
            "Stops the nodes that 'hepto up' has started and deletes their data. It asks",
            "nothing, touches nothing else, finishes what was broken off, and can be run",
            "again."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  sudo java -jar hepto.jar down", "  sudo java -jar hepto.jar down --cluster ci --data /srv/hepto"})
final class Down implements Callable<Integer> {
    private final Services services;

    @Mixin
    private LocalChoice choice = new LocalChoice();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Down(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        services.down(choice.data(), choice.cluster(), spec.commandLine().getOut()::println);
        return ExitCode.OK.code();
    }
}
