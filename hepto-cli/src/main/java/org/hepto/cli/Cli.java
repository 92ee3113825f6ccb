package org.hepto.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Runs the command line on Java 25: {@code kubectl} and {@code ctr} get their arguments untouched, picocli reads all others. */
public final class Cli {
    private final Services services;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;

    Cli(Services services, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        this.services = services;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Called by {@link Main}, by name. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        System.exit(new Cli(new ThisHost(), System.getenv(), out, err).run(arguments));
    }

    /** Runs a command and returns its exit code. */
    int run(String... arguments) {
        boolean verbose = isVerbose(arguments);
        ErrorLine errors = new ErrorLine(err, verbose, List.of(arguments));
        try {
            List<String> words = Arrays.stream(arguments)
                    .dropWhile(CommonOptions.VERBOSE::equals)
                    .toList();
            Passthrough passthrough = new Passthrough(services, environment, err);
            if (!words.isEmpty() && Passthrough.NAMES.contains(words.getFirst())) {
                passthrough.run(words);
                return ExitCode.OK.code();
            }
            return whole(commandLine(errors).execute(arguments), errors);
        } catch (Exception | LinkageError e) {
            return errors.report(e);
        }
    }

    /** A key or a kubeconfig that has gone into a full disk is not made, and a writer doesn't say so by itself. */
    private int whole(int code, ErrorLine errors) {
        return code == ExitCode.OK.code() && out.checkError()
                ? errors.report(new IOException("standard output is full or closed; not all could be written to it"))
                : code;
    }

    /** Tells whether {@code --verbose} is given; behind {@code kubectl} it is not for hepto. */
    private boolean isVerbose(String... arguments) {
        return Arrays.stream(arguments)
                        .takeWhile(word -> !Passthrough.NAMES.contains(word))
                        .anyMatch(CommonOptions.VERBOSE::equals)
                || Boolean.parseBoolean(environment.get(EnvironmentDefaults.variable(CommonOptions.VERBOSE)));
    }

    CommandLine commandLine(ErrorLine errors) {
        CommandLine root = new CommandLine(new Hepto(services));
        root.addSubcommand(new Check(services))
                .addSubcommand(new Status(services))
                .addSubcommand(Nodes.command(services))
                .addSubcommand(new Invite(services))
                .addSubcommand(new Access(services))
                .addSubcommand(new Up(services))
                .addSubcommand(new Down(services))
                .addSubcommand(new Passthrough.Kubectl())
                .addSubcommand(new Passthrough.Ctr())
                .addSubcommand(Key.command(services))
                .addSubcommand(new Gossip())
                .addSubcommand(new Version(services))
                .addSubcommand(new Completion());
        addCommonOptions(root);
        root.getCommandSpec().usageMessage().sortOptions(false);
        configureParser(root);
        EnvironmentDefaults defaults = new EnvironmentDefaults(environment);
        return root.setDefaultValueProvider(defaults)
                .setExecutionStrategy(new Strictly(defaults))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .setExpandAtFiles(false)
                .setOut(out)
                .setErr(err);
    }

    private static void addCommonOptions(CommandLine command) {
        command.addMixin("common", new CommonOptions());
        command.getSubcommands().values().forEach(Cli::addCommonOptions);
    }

    /** Lets {@link Strictly} tell all errors, and not only the first; and {@code node} be a role beside a command. */
    private static void configureParser(CommandLine command) {
        command.getCommandSpec().parser().collectErrors(true).allowSubcommandsAsOptionParameters(true);
        command.getSubcommands().values().forEach(Cli::configureParser);
    }
}
