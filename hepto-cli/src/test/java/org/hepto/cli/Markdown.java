package org.hepto.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A page of the documentation, as far as tests look at it.
 *
 * @param blocks lines in fences
 * @param prose the rest
 */
record Markdown(Path file, List<String> blocks, String prose) {
    /** The folder of the whole project. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final String FENCE = "```";
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");
    private static final Set<String> NO_SOURCES = Set.of("target", ".git");

    /** Reads all pages of the project. */
    static List<Markdown> all() throws IOException {
        List<Markdown> pages = new ArrayList<>();
        for (Path file : sources(".md")) {
            pages.add(read(file));
        }
        return pages;
    }

    /** Returns the files of the project whose names end so, without what a build makes. */
    static List<Path> sources(String... ends) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return NO_SOURCES.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (List.of(ends).stream().anyMatch(file.getFileName().toString()::endsWith)) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return found.stream().sorted().toList();
    }

    static Markdown read(Path file) throws IOException {
        List<String> blocks = new ArrayList<>();
        StringBuilder prose = new StringBuilder();
        boolean fenced = false;
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(FENCE)) {
                fenced = !fenced;
            } else if (fenced) {
                blocks.add(line);
            } else {
                prose.append(line).append('\n');
            }
        }
        return new Markdown(file, blocks, prose.toString());
    }

    /** Returns all of it. */
    String text() {
        return prose + String.join("\n", blocks);
    }

    /** Returns what stands between backticks, each on one line. */
    List<String> spans() {
        return SPAN.matcher(prose)
                .results()
                .map(span -> span.group(1).replaceAll("\\s+", " "))
                .toList();
    }

    /** Returns where links lead to. */
    List<String> links() {
        return LINK.matcher(prose).results().map(link -> link.group(1)).toList();
    }

    /** Returns what can stand behind {@code #} in a link to this page, as GitHub makes it of headings. */
    Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        HEADING.matcher(prose).results().map(heading -> anchor(heading)).forEach(anchors::add);
        return anchors;
    }

    private static String anchor(MatchResult heading) {
        return heading.group(1)
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                .replace(' ', '-');
    }

    /** Returns the page's name, as a failed test should show it. */
    @Override
    public String toString() {
        return ROOT.relativize(file).toString();
    }
}
