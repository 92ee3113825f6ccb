package org.hepto.scenarios;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The command line of {@link Bench}.
 *
 * @param out where the figures are written
 * @param against figures of an earlier run to compare with
 * @param table figures to print as Markdown, instead of measuring
 * @param vanilla whether the planes run without what saves memory in them
 */
record BenchOptions(Path out, Optional<Path> against, Optional<Path> table, boolean vanilla) {
    static final String USAGE = "usage: ./dev bench [--vanilla] [--out FILE] [--against FILE] | --table FILE";

    private static final Path OUT = Path.of("integration-tests/target/bench.json");

    /** @throws IllegalArgumentException with one line for the user */
    static BenchOptions parse(String... arguments) {
        Path out = OUT;
        Path against = null;
        Path table = null;
        boolean vanilla = false;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--vanilla" -> vanilla = true;
                case "--out" -> out = file(arguments, ++i);
                case "--against" -> against = file(arguments, ++i);
                case "--table" -> table = file(arguments, ++i);
                default -> throw new IllegalArgumentException("unknown option '%s'; %s".formatted(arguments[i], USAGE));
            }
        }
        return new BenchOptions(out, Optional.ofNullable(against), Optional.ofNullable(table), vanilla);
    }

    private static Path file(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException("%s needs a file; %s".formatted(arguments[index - 1], USAGE));
        }
        return Path.of(arguments[index]);
    }
}
