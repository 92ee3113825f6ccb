package org.hepto.scenarios;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One test of upstream's suite.
 *
 * @param name its full name as ginkgo knows it, labels in brackets included
 */
record ConformanceTest(String name) {
    private static final Pattern LISTED = Pattern.compile("\\s+\\S+:\\d+: (.*)");
    private static final Pattern SIG = Pattern.compile("\\[(sig-[a-z-]+)].*");

    private static final List<String> PULLING = List.of(
            "should allow server and client pods to establish an mTLS connection",
            "ImageVolume should succeed with pod and pull policy of Always");

    /** Tests are mixed in the same way each time, so that no process has all that are slow. */
    private static final long SEED = 1;

    /** Finds the tests in the output of {@code e2e.test --list-tests}. */
    static List<ConformanceTest> listed(String output) {
        return output.lines()
                .map(LISTED::matcher)
                .filter(Matcher::matches)
                .map(line -> new ConformanceTest(line.group(1)))
                .toList();
    }

    /**
     * Divides tests into lots, each for one process of the suite; at the end those that take minutes, one each.
     *
     * @param size how many tests at most for one process
     */
    static List<List<ConformanceTest>> lots(List<ConformanceTest> tests, int size) {
        List<ConformanceTest> mixed = new ArrayList<>(tests);
        mixed.sort(Comparator.comparing(ConformanceTest::name));
        java.util.Collections.shuffle(mixed, new Random(SEED));
        List<List<ConformanceTest>> lots = new ArrayList<>();
        List<ConformanceTest> quick =
                mixed.stream().filter(test -> !test.slow()).toList();
        for (int i = 0; i < quick.size(); i += size) {
            lots.add(quick.subList(i, Math.min(i + size, quick.size())));
        }
        mixed.stream().filter(ConformanceTest::slow).forEach(test -> lots.add(List.of(test)));
        return lots;
    }

    /** The special interest group that owns it, such as {@code sig-apps}. */
    String sig() {
        return sig(name);
    }

    static String sig(String name) {
        Matcher matcher = SIG.matcher(name);
        return matcher.matches() ? matcher.group(1) : "other";
    }

    /** Whether a distribution has to pass it to be called Kubernetes. */
    boolean conformance() {
        return has("Conformance");
    }

    /** Whether it needs the cluster for itself. */
    boolean alone() {
        return has("Serial") || has("Disruptive");
    }

    /** Whether it takes minutes, mostly waiting. */
    boolean slow() {
        return has("Slow");
    }

    /**
     * Whether it pulls its image always. Without a registry it fails, and takes others along: kubelet no longer counts
     * an image as preloaded while it is being pulled.
     */
    boolean needsRegistry() {
        return PULLING.stream().anyMatch(name::contains);
    }

    private boolean has(String label) {
        return name.contains("[" + label + "]");
    }

    /** An expression for {@code --ginkgo.focus} that selects these tests and no other. */
    static String focus(List<ConformanceTest> tests) {
        List<String> names = tests.stream().map(test -> quote(test.name)).toList();
        return " (" + String.join("|", names) + ")$";
    }

    private static String quote(String text) {
        return text.replaceAll("[^\\p{Alnum} _,/'\"<>=;#@!%&`~-]", "\\\\$0");
    }
}
