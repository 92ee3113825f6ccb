package org.hepto.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Help.Ansi;

/** A table whose columns are as wide as what stands in them. */
final class Columns {
    private static final String GAP = "  ";

    private final List<Line> lines = new ArrayList<>();

    private record Line(List<String> cells, boolean warning) {}

    /** Begins a table with its headings. */
    Columns(String... headings) {
        lines.add(new Line(List.of(headings), false));
    }

    /**
     * Adds a row with a cell for each heading.
     *
     * @param warning shows it in red on a terminal
     */
    void row(boolean warning, String... cells) {
        lines.add(new Line(List.of(cells), warning));
    }

    /** Returns a line for each row, with its end. */
    String format(Ansi ansi) {
        int[] widths = IntStream.range(0, lines.getFirst().cells().size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.cells().get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            String row = line(line.cells(), widths);
            text.append(line.warning() ? Terminals.red(ansi, row) : row).append('\n');
        }
        return text.toString();
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            text.append(cell).append(" ".repeat(widths[i] - cell.length())).append(GAP);
        }
        return text.toString().stripTrailing();
    }
}
