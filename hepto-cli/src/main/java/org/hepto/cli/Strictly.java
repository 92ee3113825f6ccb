package org.hepto.cli;

import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Refuses what picocli would take without a word: empty values, and options in front of a command that has its own. */
final class Strictly implements IExecutionStrategy {
    @Override
    public int execute(ParseResult result) {
        for (ParseResult level = result; level != null; level = level.hasSubcommand() ? level.subcommand() : null) {
            for (OptionSpec option : level.matchedOptions()) {
                check(level, option);
            }
        }
        return new RunLast().execute(result);
    }

    private static void check(ParseResult level, OptionSpec option) {
        if (option.originalStringValues().stream().anyMatch(String::isBlank)) {
            throw new ParameterException(level.commandSpec().commandLine(), option.longestName() + " is empty");
        }
        if (level.hasSubcommand() && !option.longestName().equals(CommonOptions.VERBOSE) && !option.usageHelp()) {
            throw new ParameterException(
                    level.commandSpec().commandLine(),
                    "%s belongs behind '%s'"
                            .formatted(
                                    option.longestName(),
                                    level.subcommand().commandSpec().name()));
        }
    }
}
