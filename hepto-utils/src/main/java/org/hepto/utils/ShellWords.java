package org.hepto.utils;

import java.util.regex.Pattern;

/** Words for commands that an operator will copy into a shell. */
public final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._@/-][A-Za-z0-9._@/:=,-]*");

    private ShellWords() {}

    /** Returns the word as sh(1) reads it as one word. */
    public static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
