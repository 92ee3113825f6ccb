package org.hepto.lab;

import java.util.List;

/** The end of long texts. */
final class Text {
    private Text() {}

    static String tail(String text, int lines) {
        List<String> all = text.lines().toList();
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }
}
