package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Every command line that a reader is told to type is one that hepto takes. */
class DocumentedCommandsTest {
    /** What stands for a value in the documentation, and one that it could be. */
    private static final Map<String, String> PLACEHOLDERS = Map.of(
            "NAME", "berlin",
            "GROUP", "dev",
            "N", "3",
            "SECONDS", "60",
            "SHA256:…", "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU");

    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Z_]+=\\S*");
    private static final Pattern WORD = Pattern.compile("-?-?[a-z]+(-[a-z]+)*(=\\S+)?");
    private static final Pattern QUOTED_IN_A_MESSAGE = Pattern.compile("'(hepto [^'%]+)'");

    /** Begins with the name of a command, and is a line of a log. */
    private static final String NO_COMMAND = "node NAME of cluster ";

    private final CommandLine root = root();

    private static CommandLine root() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return new Cli(new FakeServices(), Map.of(), nowhere, nowhere)
                .commandLine(new ErrorLine(nowhere, false, List.of()));
    }

    @Test
    void commandsOfTheDocumentationAreTaken() throws IOException {
        List<String> taken = new ArrayList<>();
        for (Markdown page : Markdown.all()) {
            for (String line : page.blocks()) {
                command(line).ifPresent(words -> taken.add(run(page + ": " + line, words)));
            }
            for (String span : page.spans()) {
                command(span)
                        .or(() -> withoutItsName(span))
                        .ifPresent(words -> taken.add(mention(page + ": " + span, words)));
            }
        }
        assertThat(taken).as("those that were found at all").hasSizeGreaterThan(60);
    }

    @Test
    void examplesOfTheHelpAreTaken() {
        List<String> taken = new ArrayList<>();
        for (CommandLine command : commands().toList()) {
            String footer = String.join(
                            "\n", command.getCommandSpec().usageMessage().footer())
                    .replaceAll("\\\\\n *", "");
            footer.lines()
                    .forEach(line -> command(line)
                            .ifPresent(words -> taken.add(
                                    run(command.getCommandSpec().qualifiedName() + " --help: " + line, words))));
        }
        assertThat(taken).as("those that were found at all").hasSizeGreaterThan(30);
    }

    @Test
    void commandsThatMessagesNameAreTaken() throws IOException {
        List<String> taken = new ArrayList<>();
        for (Path source : Markdown.sources(".java")) {
            if (source.toString().contains("/src/main/")) {
                QUOTED_IN_A_MESSAGE
                        .matcher(Files.readString(source))
                        .results()
                        .map(quoted -> quoted.group(1))
                        .forEach(line -> command(line).ifPresent(words -> taken.add(run(source + ": " + line, words))));
            }
        }
        assertThat(taken).as("those that were found at all").isNotEmpty();
    }

    @Test
    void everyOptionIsDocumented() throws IOException {
        Set<String> missing = new TreeSet<>();
        String install = Files.readString(Markdown.ROOT.resolve("docs/install.md"));
        for (CommandLine command : commands()
                .filter(command -> !command.getCommandName().equals("gossip")) // its own help is all that it has
                .toList()) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (!option.usageHelp() && !install.contains(option.longestName())) {
                    missing.add(command.getCommandSpec().qualifiedName() + " " + option.longestName());
                }
            }
        }
        for (OptionSpec option : root.getCommandSpec().options()) {
            if (!option.usageHelp() && !install.contains(EnvironmentDefaults.variable(option.longestName()))) {
                missing.add(EnvironmentDefaults.variable(option.longestName()));
            }
        }
        assertThat(missing).as("not in docs/install.md").isEmpty();
    }

    /** Returns hepto and all its commands. */
    static Stream<CommandLine> commands() {
        return withAllBelow(root());
    }

    private static Stream<CommandLine> withAllBelow(CommandLine command) {
        return Stream.concat(
                Stream.of(command),
                command.getSubcommands().values().stream().flatMap(DocumentedCommandsTest::withAllBelow));
    }

    /** Returns the arguments of a line for a shell that runs hepto; none of another line, or without arguments. */
    private static Optional<List<String>> command(String line) {
        List<String> words = new ArrayList<>(
                Arrays.asList(line.replaceAll("(^| )#.*", "").strip().split("\\s+")));
        int jar = words.indexOf("-jar");
        List<String> arguments = List.of();
        if (jar >= 0 && jar + 1 < words.size() && words.get(jar + 1).endsWith("hepto.jar")) {
            arguments = words.subList(jar + 2, words.size());
        } else {
            Predicate<String> before =
                    word -> word.equals("sudo") || ASSIGNMENT.matcher(word).matches();
            List<String> program = words.stream().dropWhile(before).toList();
            if (!program.isEmpty() && List.of("hepto", "./hepto.jar").contains(program.getFirst())) {
                arguments = program.subList(1, program.size());
            }
        }
        List<String> own = arguments.stream()
                .takeWhile(word -> !word.matches("[>|&;].*"))
                .map(word -> word.replaceAll("^['\"]|['\"]$|\\)$", ""))
                .filter(word -> !word.equals("…"))
                .map(word -> PLACEHOLDERS.getOrDefault(word, word))
                .toList();
        return own.isEmpty() || !WORD.matcher(own.getFirst()).matches() ? Optional.empty() : Optional.of(own);
    }

    /** Returns the arguments where the documentation leaves {@code hepto} away. */
    private Optional<List<String>> withoutItsName(String span) {
        String first = span.split(" ", 2)[0];
        return span.contains(" ") && root.getSubcommands().containsKey(first) && !span.startsWith(NO_COMMAND)
                ? command("hepto " + span)
                : Optional.empty();
    }

    /** Takes it as the help and messages show it: whole. */
    private static String run(String where, List<String> words) {
        if (words.getFirst().equals("gossip")) { // would talk to others
            ParseResult result = root().parseArgs(words.toArray(String[]::new));
            assertThat(result.subcommand().errors()).as(where).isEmpty();
            assertThat(result.subcommand().unmatched()).as(where).isEmpty();
            return where;
        }
        FakeServices services = new FakeServices();
        int code = services.run(words.toArray(String[]::new));
        assertThat(code).as("%s: %s", where, services.err).isNotEqualTo(ExitCode.BAD_INPUT.code());
        return where;
    }

    /** A sentence may name a command without what belongs behind it. */
    private static String mention(String where, List<String> words) {
        if (words.getFirst().equals("gossip") && words.size() > 1) {
            return run(where, words);
        }
        FakeServices services = new FakeServices();
        if (services.run(words.toArray(String[]::new)) == ExitCode.BAD_INPUT.code()) {
            assertThat(services.err.toString().lines())
                    .as(where)
                    .allMatch(line -> line.startsWith("hepto: missing required "));
        }
        return where;
    }
}
