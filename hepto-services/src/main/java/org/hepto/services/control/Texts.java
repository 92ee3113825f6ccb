package org.hepto.services.control;

import org.jspecify.annotations.Nullable;

/** Texts of units and exceptions, bounded. */
final class Texts {
    private Texts() {}

    /** Returns the text, or its beginning if it has more than {@link ControlProtocol#MAX_TEXT} characters. */
    static String cut(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.length() <= ControlProtocol.MAX_TEXT ? text : text.substring(0, ControlProtocol.MAX_TEXT - 1) + "…";
    }

    /** Returns the text as it can stand in a line: cut, and without control characters. */
    static String line(String text) {
        return cut(text.replaceAll("\\p{Cc}", "?"));
    }
}
