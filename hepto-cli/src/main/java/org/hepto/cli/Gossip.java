package org.hepto.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.hepto.services.node.ClusterKey;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.WarningLog;
import org.hepto.sml.Bytes;
import org.hepto.sml.ClusterException;
import org.hepto.sml.ClusterOptions;
import org.hepto.sml.Keyring;
import org.hepto.sml.Timing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes part in a cluster's gossip without a node, root or container: for diagnosis and tests. */
@Command(
        name = "gossip",
        description = {
            "Takes part in a cluster's gossip and prints a JSON object for each change:",
            "  {\"event\":…,\"node\":…,\"address\":…,\"meta\":…,\"incarnation\":…}",
            "event is join (itself first), suspect (does not answer), failed (given up),",
            "leave (said good-bye) or update (other meta data, or it answers again).",
            "It speaks the protocol of hashicorp/memberlist. Ctrl-C or SIGTERM leaves.",
            "Nodes that do not answer are tried for ever; standard error says so."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  java -jar hepto.jar gossip --name a --bind '[::1]:7946' --key-file cluster.key",
            "  java -jar hepto.jar gossip --name b --bind '[::1]:7947' \\",
            "    --key-file cluster.key --join '[::1]:7946'"
        })
final class Gossip implements Callable<Integer> {
    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "The name of this member, unique in the cluster")
    private String name = "";

    @Option(names = "--bind", paramLabel = "ADDR:PORT", required = true, description = "Where it listens, TCP and UDP")
    private String bind = "";

    @Option(names = "--advertise", paramLabel = "ADDR:PORT", description = "What others use (default: --bind)")
    private Optional<String> advertise = Optional.empty();

    @Mixin
    private SecretOptions secret = new SecretOptions();

    @Option(names = "--join", paramLabel = "ADDR:PORT", description = "A member of the cluster; may be repeated")
    private List<String> joins = new ArrayList<>();

    @Option(names = "--label", defaultValue = "", paramLabel = "TEXT", description = "Tells clusters apart")
    private String label = "";

    @Option(
            names = "--meta",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "What others see, at most 512 bytes")
    private String meta = "";

    @Option(names = "--timing", defaultValue = "wan", paramLabel = "lan|wan|local", description = "Default: wan")
    private String timing = "wan";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Tells whether the end has an exit code of its own, which leaving must not replace. */
    private volatile boolean failed;

    @Override
    public Integer call() throws InterruptedException {
        WarningLog.configure(WarningLog.FOR_PEOPLE);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            GossipAgent agent = GossipAgent.start(
                    options(), joins, event -> print(event, out), notice -> err.println("hepto: " + notice));
            secret.warn(); // not before: bad input gets one line
            Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(agent), "leave"));
            agent.join();
            new CountDownLatch(1).await();
            return ExitCode.OK.code();
        } catch (ClusterException e) {
            failed = true;
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Ends when its output is closed, as a command in a pipe should: the lines that follow would be lost. */
    private void print(String event, PrintWriter out) {
        out.println(event);
        if (out.checkError()) {
            failed = true;
            System.exit(ExitCode.FAILURE.code());
        }
    }

    /** SIGTERM and Ctrl-C run it; so does an end that failed. */
    private void leave(GossipAgent agent) {
        agent.close();
        if (!failed) {
            Runtime.getRuntime().halt(ExitCode.OK.code());
        }
    }

    private ClusterOptions options() {
        Optional<ClusterKey> key = ClusterKey.of(secret.key(), secret.keyFile());
        ClusterOptions options = ClusterOptions.named(name, bind)
                .withLabel(label)
                .withKeyring(key.map(k -> Keyring.of(Bytes.hex(k.toHex()))).orElse(Keyring.NONE))
                .withTiming(Timing.of(timing))
                .withMeta(Bytes.utf8(meta));
        return advertise.map(options::withAdvertise).orElse(options);
    }
}
