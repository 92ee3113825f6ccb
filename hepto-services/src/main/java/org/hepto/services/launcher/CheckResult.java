package org.hepto.services.launcher;

import java.util.Optional;

/**
 * What a check of the host or of the options has found.
 *
 * @param name what was looked at
 * @param message what was seen
 * @param remedy what to do, where something is to be done and the message does not say it already
 */
public record CheckResult(String name, Level level, String message, Optional<String> remedy) {
    /** How bad it is: only {@code FAIL} keeps a node from starting. */
    public enum Level {
        OK,
        WARN,
        FAIL
    }

    static CheckResult ok(String name, String message) {
        return new CheckResult(name, Level.OK, message, Optional.empty());
    }

    static CheckResult warn(String name, String message, String remedy) {
        return new CheckResult(name, Level.WARN, message, Optional.of(remedy));
    }

    /** A failure whose message says what to do as well. */
    static CheckResult fail(String name, String message) {
        return new CheckResult(name, Level.FAIL, message, Optional.empty());
    }

    static CheckResult fail(String name, String message, String remedy) {
        return new CheckResult(name, Level.FAIL, message, Optional.of(remedy));
    }

    /** Returns what is wrong and what to do in one line. */
    String line() {
        return remedy.map(text -> "%s: %s; %s".formatted(name, message, text)).orElse(message);
    }
}
