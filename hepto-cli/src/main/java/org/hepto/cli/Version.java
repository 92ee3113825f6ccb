package org.hepto.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hepto.services.node.Build;
import org.hepto.services.node.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which hepto this is and what is in it. */
@Command(
        name = "version",
        description = "Shows the version of hepto and those of the components in it.",
        footerHeading = "%nExamples:%n",
        footer = {"  java -jar hepto.jar version", "  java -jar hepto.jar version --json"})
final class Version implements Callable<Integer> {
    private static final Pattern PAIR = Pattern.compile("\"([^\"]+)\"\\s*:\\s*\"([^\"]*)\"");

    private final Services services;

    @Option(names = "--json", description = "One JSON object")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    Version(Services services) {
        this.services = services;
    }

    @Override
    public Integer call() throws InterruptedException {
        Build build = Build.current();
        String components = "{}";
        try {
            components = services.versions();
        } catch (IOException | ConfigException e) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "hepto: the components are unknown, since the jar cannot be executed; run: chmod +x hepto.jar");
        }
        spec.commandLine().getOut().print(json ? json(build, components) : text(build, components));
        spec.commandLine().getOut().flush();
        return ExitCode.OK.code();
    }

    private static String json(Build build, String components) {
        return "{\"version\":\"%s\",\"build\":\"%s\",\"components\":%s}%n"
                .formatted(build.version(), build.id(), components);
    }

    private static String text(Build build, String components) {
        StringBuilder lines =
                new StringBuilder("%-14s %s (build %s)%n".formatted("hepto", build.version(), build.id()));
        Matcher pair = PAIR.matcher(components);
        while (pair.find()) {
            lines.append("%-14s %s%n".formatted(pair.group(1), pair.group(2)));
        }
        return lines.toString();
    }
}
