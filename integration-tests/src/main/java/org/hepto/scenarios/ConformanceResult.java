package org.hepto.scenarios;

/**
 * How one test of the suite ended.
 *
 * @param seconds how long it took
 * @param message why it failed or was skipped; empty otherwise
 * @param log what it did until then, if it failed
 */
record ConformanceResult(String test, State state, double seconds, String message, String log) {
    private static final int LONGEST = 240;

    enum State {
        PASSED,
        FAILED,
        SKIPPED
    }

    /** A test that is left out. */
    static ConformanceResult skipped(ConformanceTest test, String why) {
        return new ConformanceResult(test.name(), State.SKIPPED, 0, why, "");
    }

    /** A test that has left no result of its own. */
    static ConformanceResult lost(ConformanceTest test, String why) {
        return new ConformanceResult(test.name(), State.FAILED, 0, why, "");
    }

    boolean failed() {
        return state == State.FAILED;
    }

    /** The first line of the message that says something, cut where it would fill a screen. */
    String reason() {
        return message.lines()
                .map(line -> line.replaceFirst("^\\[[A-Z]+] ", "").strip())
                .filter(line -> !line.isEmpty())
                .map(line -> line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line)
                .findFirst()
                .orElse("");
    }
}
