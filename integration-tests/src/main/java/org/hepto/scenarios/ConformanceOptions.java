package org.hepto.scenarios;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.hepto.lab.LabException;

/**
 * The command line of {@code ./dev conformance}.
 *
 * @param focus what the name of a test has to contain
 * @param all whether other tests of the suite than those of conformance may be selected
 * @param vanilla whether the node runs with {@code HEPTO_VANILLA=1}
 * @param fresh whether results of earlier runs are thrown away
 * @param failed whether tests that have failed run again
 * @param processes how many processes of the suite run side by side
 * @param compare two results to compare instead of running anything; else empty
 */
record ConformanceOptions(
        Pattern focus,
        boolean all,
        boolean vanilla,
        boolean fresh,
        boolean failed,
        int processes,
        List<String> compare) {
    static final String USAGE = """
            usage: ./dev conformance [--vanilla] [--fresh] [--failed] [--processes N] [FOCUS]
                   ./dev conformance [the same options] --all FOCUS
                   ./dev conformance --compare RESULT RESULT""";

    /** With 10 on a busy machine the apiserver of the host, which has one CPU, no longer answers in time. */
    private static final int PROCESSES = 5;

    /** Reads it, or throws what to say to the user. */
    static ConformanceOptions parse(List<String> arguments) {
        List<String> words = new ArrayList<>();
        boolean all = false;
        boolean vanilla = false;
        boolean fresh = false;
        boolean failed = false;
        boolean compare = false;
        int processes = PROCESSES;
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--all" -> all = true;
                case "--vanilla" -> vanilla = true;
                case "--fresh" -> fresh = true;
                case "--failed" -> failed = true;
                case "--compare" -> compare = true;
                case "--processes" -> processes = positive(i + 1 < arguments.size() ? arguments.get(++i) : "");
                default -> words.add(word(arguments.get(i)));
            }
        }
        int fewest = compare ? 2 : Boolean.compare(all, false);
        if (words.size() < fewest || words.size() > Math.max(fewest, 1)) {
            throw new LabException(USAGE);
        }
        Pattern focus = pattern(compare || words.isEmpty() ? "" : words.getFirst());
        return new ConformanceOptions(focus, all, vanilla, fresh, failed, processes, compare ? words : List.of());
    }

    private static String word(String argument) {
        if (argument.startsWith("-")) {
            throw new LabException("unknown option %s%n%s".formatted(argument, USAGE));
        }
        return argument;
    }

    private static int positive(String number) {
        if (!number.matches("[1-9][0-9]{0,2}")) {
            throw new LabException("--processes wants a number, such as 5");
        }
        return Integer.parseInt(number);
    }

    private static Pattern pattern(String focus) {
        try {
            return Pattern.compile(focus);
        } catch (PatternSyntaxException e) {
            throw new LabException("FOCUS is no regular expression: " + e.getDescription(), e);
        }
    }

    boolean selects(ConformanceTest test) {
        return (all || test.conformance()) && focus.matcher(test.name()).find();
    }
}
