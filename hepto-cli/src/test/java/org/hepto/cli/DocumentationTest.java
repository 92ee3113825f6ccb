package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the documentation names is there: pages and headings that it links to, files, tests, and variables. */
class DocumentationTest {
    private static final Pattern VARIABLE = Pattern.compile("\\b(HEPTO_[A-Z_]*[A-Z])");
    private static final Pattern PATH = Pattern.compile("\\w[\\w.-]*(/[\\w.-]+)+/?");
    private static final Pattern TEST_CLASS = Pattern.compile("\\b([A-Z]\\w*(?:Test|IT))\\b");
    private static final Pattern DEV = Pattern.compile("\\./dev ([a-z]+)");
    private static final Pattern DEV_CASE = Pattern.compile("(?m)^\\t\\t([a-z| -]+)\\) ");
    private static final Pattern QUIRK_OF = Pattern.compile("(?m)^\\| .*?\\(([^()|]*)\\) \\| ");
    private static final Pattern CLASS_SPAN = Pattern.compile("`([A-Z]\\w+)`");

    private static final Pattern FIELD = Pattern.compile("\"([\\w-]+)\" *:");

    /** Between the parts of hepto, or between a test and itself: for nobody to set. */
    private static final Set<String> INTERNAL = Set.of("HEPTO_CGROUP", "HEPTO_INIT");

    @Test
    void linksLeadToPagesAndHeadings() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Markdown page : Markdown.all()) {
            for (String link : page.links()) {
                if (!link.startsWith("https://")) {
                    links++;
                    if (!leadsSomewhere(page, link)) {
                        broken.add(page + ": " + link);
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(links).as("those that were found at all").isGreaterThan(60);
    }

    private static boolean leadsSomewhere(Markdown page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]);
        return Files.exists(target)
                && (parts.length == 1 || Markdown.read(target).anchors().contains(parts[1]));
    }

    @Test
    void filesOfTheProjectAreThere() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Markdown page : Markdown.all()) {
            for (String span : page.spans()) {
                if (isOfTheProject(span)
                        && !Files.exists(Markdown.ROOT.resolve(span))
                        && !Files.exists(page.file().resolveSibling(span))) {
                    missing.add(page + ": " + span);
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** What a build makes may not be there yet; much else that looks like a path is one of a node. */
    private static boolean isOfTheProject(String span) {
        return PATH.matcher(span).matches()
                && !span.contains("target/")
                && (span.startsWith("src/") || Files.exists(Markdown.ROOT.resolve(span.split("/", 2)[0])));
    }

    @Test
    void testsAreThere() throws IOException {
        Set<String> classes = names(".java");
        for (Markdown page : Markdown.all()) {
            Set<String> named = found(TEST_CLASS, page.text());
            named.removeIf(name -> page.text().contains("class " + name)); // an example
            named.removeIf(name -> name.matches("[A-Z]+")); // words
            named.remove("PropertiesTest"); // the end of several
            named.removeAll(classes);
            assertThat(named).as("not in the project, but in %s", page).isEmpty();
        }
    }

    @Test
    void quirksAreThere() throws IOException {
        Set<String> classes = names(".java");
        String prose = Markdown.read(Markdown.ROOT.resolve("docs/quirks.md")).prose();
        Set<String> named = new TreeSet<>();
        QUIRK_OF.matcher(prose).results().forEach(where -> named.addAll(found(CLASS_SPAN, where.group(1))));
        assertThat(named).as("those that were found at all").hasSizeGreaterThan(20);
        assertThat(classes).as("a quirk that is gone goes from the page").containsAll(named);
    }

    @Test
    void commandsOfDevAreThere() throws IOException {
        Set<String> there = found(DEV_CASE, Files.readString(Markdown.ROOT.resolve("dev")));
        Set<String> commands = there.stream()
                .flatMap(names -> List.of(names.split(" \\| ")).stream())
                .collect(Collectors.toSet());
        for (Markdown page : Markdown.all()) {
            assertThat(commands).as(page.toString()).containsAll(found(DEV, page.text()));
        }
        assertThat(commands).contains("build", "test");
    }

    @Test
    void variablesAreOfTheCodeAndDocumented() throws IOException {
        Set<String> documented = new TreeSet<>();
        for (Markdown page : Markdown.all()) {
            documented.addAll(found(VARIABLE, page.text()));
        }
        Set<String> all = new TreeSet<>();
        Set<String> product = new TreeSet<>();
        for (Path source : Markdown.sources(".java", ".go", ".c", ".h", ".sh", "dev", ".xml")) {
            Set<String> named = found(VARIABLE, Files.readString(source));
            all.addAll(named);
            if (isOfTheProduct(source.toString())) {
                product.addAll(named);
            }
        }
        commandLineOptions().forEach(option -> all.add(EnvironmentDefaults.variable(option)));
        assertThat(all).as("what is documented").containsAll(documented);
        product.removeAll(INTERNAL);
        assertThat(documented).as("what is in the code").containsAll(product);
    }

    private static boolean isOfTheProduct(String source) {
        boolean upstream = source.matches(".*/hepto-upstream/(upstream|runtime)/.*") && !source.endsWith("_test.go");
        return upstream || source.contains("/src/main/");
    }

    @Test
    void fieldsOfJsonAreDocumented() throws IOException {
        String json = StatusJson.pretty(Statuses.of(false))
                + StatusJson.pretty(Statuses.of(true))
                + Statuses.NODES.stream().map(StatusJson::line).collect(Collectors.joining());
        Set<String> fields = found(FIELD, json);
        fields.removeAll(Statuses.of(true).memory().keySet());
        String design = Files.readString(Markdown.ROOT.resolve("docs/design.md"));
        assertThat(fields)
                .hasSizeGreaterThan(30)
                .allSatisfy(field -> assertThat(design).contains("`" + field + "`"));
    }

    private static Set<String> commandLineOptions() {
        return DocumentedCommandsTest.commands()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .map(option -> option.longestName())
                .collect(Collectors.toSet());
    }

    private static Set<String> names(String end) throws IOException {
        return Markdown.sources(end).stream()
                .map(file -> file.getFileName().toString())
                .map(name -> name.substring(0, name.length() - end.length()))
                .collect(Collectors.toSet());
    }

    /** Returns the first group of all that the pattern finds. */
    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(hit -> hit.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }
}
