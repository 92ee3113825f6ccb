package org.hepto.services.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hepto.daeman.Daeman;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.Time;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitGraph;
import org.hepto.daeman.UnitKey;
import org.hepto.services.control.CertificateReports;
import org.hepto.services.control.ControlClient;
import org.hepto.services.control.ControlServer;
import org.hepto.services.control.MeshReport;
import org.hepto.services.control.NodeOperations;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.control.NodeStatusSource;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.node.TrainingNode;
import org.hepto.services.steps.HelperProcess;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.services.units.Decisions;
import org.hepto.services.units.Health;
import org.hepto.services.units.NodeGraph;
import org.hepto.utils.Errors;
import org.hepto.utils.Rtnetlink;

/**
 * Walks through the code that a daemon runs at start, against nothing, so that the JVM learns its classes. Whatever
 * fails here fails for want of a cluster and costs the cache a few classes, not its truth.
 */
final class Training {
    /** One to be read; its key is nowhere. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBejCCASGgAwIBAgIUdKVHWnqLaSsFUUizMfi9OH2w6wYwCgYIKoZIzj0EAwIw
            EzERMA8GA1UEAwwIdHJhaW5pbmcwHhcNMjYxMTI2MDg0MzQ5WhcNMjYxMTI3MDg0
            MzQ5WjATMREwDwYDVQQDDAh0cmFpbmluZzBZMBMGByqGSM49AgEGCCqGSM49AwEH
            A0IABHtaOfHnb5h2uuFotX3UheKv4qr9eeSmxA5Z1AWfyxA/NDzPmRg/ZhcoYCHA
            T7srIfug3vnJbGTEvkcS3tSf3WmjUzBRMB0GA1UdDgQWBBTZXvZBTa1OnprzHA3t
            Lkbgmj6iPTAfBgNVHSMEGDAWgBTZXvZBTa1OnprzHA3tLkbgmj6iPTAPBgNVHRMB
            Af8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIFAzxFe30FYPGFiZozWuv272jQde
            Mr0pM71+wDo0+51KAiAMc0pL2ulI+tVGI1/h9myn2bgrtyglo9M/m3EC0OL1ig==
            -----END CERTIFICATE-----
            """;

    private Training() {}

    static void run() throws IOException {
        TrainingNode.with(Training::train);
    }

    private static void train(Node node) throws IOException {
        DaemonLog.configure(node.config().data());
        Files.createDirectories(node.paths().pki());
        Files.writeString(node.pki().authority(Authority.CLUSTER), CERTIFICATE);
        attempt(() -> NodeGraph.of(node, Training::unused, Decisions.of(node), Duration.ofMinutes(1))
                .toString());
        attempt(() -> graph(node));
        attempt(Training::netlink);
        attempt(Training::helper);
        attempt(GossipTraining::run);
    }

    private static void attempt(Callable<?> step) {
        try {
            step.call();
        } catch (Exception e) {
            // no cluster answers; the classes are loaded all the same
            Errors.line(e);
        }
    }

    private static NodeStatus graph(Node node) throws InterruptedException, IOException {
        Unit<Nothing> unit = new Unit<>() {
            @Override
            public UnitKey<Nothing> key() {
                return UnitKey.of("training");
            }

            @Override
            public Nothing start(UnitContext context) throws Exception {
                context.await(Health.http(9, "/"), Duration.ofSeconds(1));
                return Nothing.NOTHING;
            }
        };
        try (Daeman daeman = new Daeman(UnitGraph.of(unit))) {
            daeman.start();
            TimeUnit.SECONDS.sleep(2);
            return control(node, daeman);
        }
    }

    private static NodeStatus control(Node node, Daeman daeman) throws IOException, InterruptedException {
        NodePaths paths = node.paths();
        NodeStatusSource status = new NodeStatusSource(
                node.config(),
                daeman::status,
                () -> CertificateReports.read(paths.pki()),
                () -> MeshReport.alone(node.mesh().toString()),
                Path.of("/sys/fs/cgroup"));
        try (ControlServer server = new ControlServer(paths.socket(), status, NodeOperations.NONE, Time.system())) {
            daeman.addListener(server::changed);
            server.start();
            new ControlClient(paths).status();
            return new ControlClient(paths).awaitReady(Duration.ofSeconds(1));
        }
    }

    private static List<Rtnetlink.Address> netlink() throws IOException {
        try (Rtnetlink own = new Rtnetlink()) {
            return own.addresses(own.link("lo").orElseThrow());
        }
    }

    private static StepResult unused(Step step, Consumer<String> missing) {
        return StepResult.Done.SILENT;
    }

    /** A process that speaks as a helper does. */
    private static StepResult helper() throws IOException, InterruptedException {
        String script = """
                read line
                echo '{"id":1,"missing":"something"}'
                echo '{"id":1,"result":{"changed":["a"],"renewAt":"2030-01-01T00:00:00Z"}}'
                exec cat >/dev/null""";
        Leaf leaf = Leaf.of(PkiFiles.DAEMON, Leaf.local("daemon"), Authority.CLUSTER);
        try (HelperProcess helper = new HelperProcess(List.of("/bin/sh", "-c", script), Time.system())) {
            return helper.issue(new Step.IssueLeaves(List.of(leaf), Instant.now()));
        }
    }
}
