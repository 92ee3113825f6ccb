package org.hepto.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hepto.services.control.NodeUnavailableException;
import org.hepto.services.control.ProtocolMismatchException;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.Errors;
import org.hepto.utils.ShellWords;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints errors on standard error, one line for each thing that is wrong; a stack trace only for those who ask for it. */
final class ErrorLine implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final PrintWriter err;
    private final boolean verbose;
    private final List<String> typed;

    /** @param typed the arguments, to be given to another hepto.jar */
    ErrorLine(PrintWriter err, boolean verbose, List<String> typed) {
        this.err = err;
        this.verbose = verbose;
        this.typed = typed;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        List<String> lines = Stream.concat(Stream.of(e), Arrays.stream(e.getSuppressed()))
                .flatMap(problem -> problem instanceof ParameterException wrong
                        ? wrongArguments(wrong).stream()
                        : Stream.of(Errors.line(problem)))
                .toList();
        return print(lines, e, ExitCode.BAD_INPUT);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, @Nullable ParseResult result) {
        return report(e);
    }

    /** Prints the line and returns the exit code. */
    int report(Throwable e) {
        return switch (e) {
            case ConfigException config -> print(lines(config), config, ExitCode.BAD_INPUT);
            case NodeUnavailableException absent -> print(Errors.line(absent), absent, ExitCode.NOT_READY);
            case ProtocolMismatchException other -> print(inItsPlace(other), other, ExitCode.FAILURE);
            case IOException failure -> print(Errors.line(failure), failure, ExitCode.FAILURE);
            case InterruptedException interrupt -> print("interrupted", interrupt, ExitCode.FAILURE);
            default ->
                print(
                        "%s: %s; this is a bug, --verbose shows where"
                                .formatted(e.getClass().getSimpleName(), Errors.line(e)),
                        e,
                        ExitCode.FAILURE);
        };
    }

    /** Says how the node's own jar is asked the same. */
    private String inItsPlace(ProtocolMismatchException e) {
        return Stream.concat(Stream.of(e.jar().toString()), typed.stream())
                .map(ShellWords::quoted)
                .collect(Collectors.joining(" ", Errors.line(e) + "; run java -jar ", ""));
    }

    private int print(String line, Throwable e, ExitCode code) {
        return print(List.of(line), e, code);
    }

    private int print(List<String> lines, Throwable e, ExitCode code) {
        lines.forEach(line -> err.println("hepto: " + Terminals.plain(line)));
        if (verbose) {
            e.printStackTrace(err);
        }
        err.flush();
        return code.code();
    }

    private static List<String> wrongArguments(ParameterException e) {
        String help = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
        List<String> problems = e instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getUnmatched().isEmpty()
                ? unknown(unmatched)
                : List.of(sentence(Errors.line(e)));
        return problems.stream()
                .map(problem -> "%s; try '%s'".formatted(problem, help))
                .toList();
    }

    /** Names the first word, and options behind it; other words may be values of options that are unknown. */
    private static List<String> unknown(UnmatchedArgumentException e) {
        List<String> words = e.getUnmatched();
        boolean root = e.getCommandLine().getParent() == null;
        return IntStream.range(0, words.size())
                .filter(i -> i == 0 || isOption(words.get(i)))
                .mapToObj(words::get)
                .map(word ->
                        "unknown %s '%s'".formatted(isOption(word) ? "option" : root ? "command" : "argument", word))
                .distinct()
                .toList();
    }

    private static boolean isOption(String word) {
        return word.startsWith("-");
    }

    /** Begins with a small letter, unlike picocli; {@code HEPTO_NAME} keeps its capitals. */
    private static String sentence(String line) {
        boolean capital = line.length() > 1 && Character.isLowerCase(line.charAt(1));
        return capital ? Character.toLowerCase(line.charAt(0)) + line.substring(1) : line;
    }

    private static List<String> lines(ConfigException e) {
        return e.problems().stream().map(ErrorLine::firstLine).toList();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
