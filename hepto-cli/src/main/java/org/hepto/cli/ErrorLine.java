package org.hepto.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import org.hepto.services.control.NodeUnavailableException;
import org.hepto.services.node.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Errors as one line on standard error, with a stack trace only for those who ask for it. */
final class ErrorLine implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final PrintWriter err;
    private final boolean verbose;

    ErrorLine(PrintWriter err, boolean verbose) {
        this.err = err;
        this.verbose = verbose;
    }

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String help = command.getCommandSpec().qualifiedName() + " --help";
        return print("%s; try '%s'".formatted(wrongArgument(e), help), e, ExitCode.BAD_INPUT);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, @Nullable ParseResult result) {
        return report(e);
    }

    /** Prints the line and returns the exit code. */
    int report(Throwable e) {
        return switch (e) {
            case ConfigException config -> print(line(config), config, ExitCode.BAD_INPUT);
            case NodeUnavailableException absent -> print(line(absent), absent, ExitCode.NOT_READY);
            case IOException failure -> print(line(failure), failure, ExitCode.FAILURE);
            case InterruptedException interrupt -> print("interrupted", interrupt, ExitCode.FAILURE);
            default ->
                print(
                        "%s: %s; this is a bug, --verbose shows where"
                                .formatted(e.getClass().getSimpleName(), line(e)),
                        e,
                        ExitCode.FAILURE);
        };
    }

    private int print(String line, Throwable e, ExitCode code) {
        err.println("hepto: " + line);
        if (verbose) {
            e.printStackTrace(err);
        }
        err.flush();
        return code.code();
    }

    private static String wrongArgument(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().getFirst();
            boolean root = e.getCommandLine().getParent() == null;
            String what = word.startsWith("-") ? "option" : root ? "command" : "argument";
            return "unknown %s '%s'".formatted(what, word);
        }
        String line = line(e);
        // picocli begins with a capital, HEPTO_NAME keeps its own
        boolean sentence = line.length() > 1 && Character.isLowerCase(line.charAt(1));
        return sentence ? Character.toLowerCase(line.charAt(0)) + line.substring(1) : line;
    }

    private static String line(Throwable e) {
        String message = e.getMessage();
        if (message == null) {
            return e.getClass().getSimpleName();
        }
        String first = message.lines().findFirst().orElse("");
        return e instanceof FileSystemException file && file.getReason() == null
                ? "%s: %s".formatted(file.getClass().getSimpleName(), first)
                : first;
    }
}
