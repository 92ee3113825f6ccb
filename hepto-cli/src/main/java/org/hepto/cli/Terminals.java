package org.hepto.cli;

import java.io.PrintWriter;
import java.util.function.Consumer;
import picocli.CommandLine.Help.Ansi;

/** Texts as they may stand on a terminal. */
final class Terminals {
    private Terminals() {}

    /** Returns the text in red where the terminal has colours. */
    static String red(Ansi ansi, String text) {
        return ansi.enabled() ? Ansi.Style.fg_red.on() + text + Ansi.Style.fg_red.off() : text;
    }

    /** Returns the text without control characters: what others say must not reach a terminal as it is. */
    static String plain(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }

    /** Returns what prints others' lines one by one as they come, made {@link #plain}. */
    static Consumer<String> lines(PrintWriter out) {
        return line -> {
            out.println(plain(line));
            out.flush();
        };
    }
}
