package org.hepto.services.launcher;

import java.util.regex.Pattern;

/** Words for commands that an operator will copy into a shell. */
final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@/][A-Za-z0-9._@/-]*");

    private Shell() {}

    /** Returns the word as sh(1) reads it as one word. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
