package org.hepto.cli;

import java.util.List;
import java.util.Locale;
import org.hepto.services.launcher.CheckResult;
import picocli.CommandLine.Help.Ansi;

/** Formats the results of checks as lines, with colours where the terminal has them. */
final class CheckTable {
    private static final int LEVEL_WIDTH = 4;

    private final Ansi ansi;

    CheckTable(Ansi ansi) {
        this.ansi = ansi;
    }

    String format(List<CheckResult> results) {
        int width = results.stream().mapToInt(r -> r.name().length()).max().orElse(0);
        StringBuilder table = new StringBuilder();
        for (CheckResult result : results) {
            table.append(level(result.level()))
                    .append(' ')
                    .append(padded(result.name(), width))
                    .append("  ")
                    .append(result.message())
                    .append('\n');
            String indent = " ".repeat(LEVEL_WIDTH + 1);
            result.remedy()
                    .ifPresent(remedy -> remedy.lines()
                            .forEach(line -> table.append(indent).append(line).append('\n')));
        }
        return table.toString();
    }

    private String level(CheckResult.Level level) {
        String style = switch (level) {
            case OK -> "green";
            case WARN -> "yellow";
            case FAIL -> "red,bold";
        };
        String word = padded(level.name().toLowerCase(Locale.ROOT), LEVEL_WIDTH);
        return ansi.string("@|%s %s|@".formatted(style, word));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }
}
