package org.hepto.cli;

import java.util.ArrayList;
import java.util.List;
import org.hepto.services.node.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/**
 * Refuses what picocli has found wrong, and what it would take without a word: empty values, and options in front of a
 * command that has its own. All of it is told at once.
 */
final class Strictly implements IExecutionStrategy {
    private final EnvironmentDefaults environment;

    Strictly(EnvironmentDefaults environment) {
        this.environment = environment;
    }

    @Override
    public int execute(ParseResult result) {
        List<Exception> problems = new ArrayList<>();
        CommandLine command = result.commandSpec().commandLine();
        boolean help = false;
        for (ParseResult level = result; level != null; level = level.hasSubcommand() ? level.subcommand() : null) {
            help |= level.isUsageHelpRequested();
            problems.addAll(level.errors());
            for (OptionSpec option : level.matchedOptions()) {
                check(level, option, problems);
            }
            command = level.commandSpec().commandLine();
        }
        for (String problem : environment.problems()) {
            problems.add(new ConfigException(problem));
        }
        if (!help && !problems.isEmpty()) {
            throw first(command, problems);
        }
        return new RunLast().execute(result);
    }

    /** Returns the first problem, with the others as its suppressed exceptions. */
    private static ParameterException first(CommandLine command, List<Exception> problems) {
        Exception first = problems.getFirst();
        ParameterException all = first instanceof ParameterException parameter
                ? parameter
                : new ParameterException(command, String.valueOf(first.getMessage()), first);
        problems.stream().distinct().skip(1).forEach(all::addSuppressed);
        return all;
    }

    private static void check(ParseResult level, OptionSpec option, List<Exception> problems) {
        CommandLine command = level.commandSpec().commandLine();
        if (option.originalStringValues().stream().anyMatch(String::isBlank)) {
            problems.add(new ParameterException(command, option.longestName() + " is empty"));
        }
        if (level.hasSubcommand() && !option.longestName().equals(CommonOptions.VERBOSE) && !option.usageHelp()) {
            problems.add(new ParameterException(
                    command,
                    "%s belongs behind '%s'"
                            .formatted(
                                    option.longestName(),
                                    level.subcommand().commandSpec().name())));
        }
    }
}
