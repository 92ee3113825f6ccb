package org.hepto.cli;

import picocli.CommandLine.Option;

/** Holds the options of every command. {@link Cli} itself looks for {@code --verbose}, since it counts while parsing too. */
final class CommonOptions {
    static final String VERBOSE = "--verbose";

    @Option(names = VERBOSE, description = "Show where an error comes from")
    private boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help")
    private boolean help;

    @Override
    public String toString() {
        return "verbose=%s help=%s".formatted(verbose, help);
    }
}
