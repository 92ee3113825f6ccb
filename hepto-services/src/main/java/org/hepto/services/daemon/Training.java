package org.hepto.services.daemon;

import io.etcd.jetcd.Client;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.hepto.services.control.NodeStatus;
import org.hepto.services.control.NodeStatusSource;
import org.hepto.services.node.ClusterNetwork;
import org.hepto.services.node.Errors;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.node.Role;
import org.hepto.services.units.Bootstrap;
import org.hepto.services.units.ContainerdClient;
import org.hepto.services.units.Etcd;
import org.hepto.services.units.Health;
import org.hepto.services.units.KubeClients;
import org.hepto.services.units.NodeGraph;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Rtnetlink;
import org.hepto.wg.WgPrivateKey;
import tools.jackson.databind.json.JsonMapper;

/**
 * Walks through the code that a daemon runs at start, against nothing, so that the JVM learns its classes. Whatever
 * fails here fails for want of a cluster and costs the cache a few classes, not its truth.
 */
public final class Training {
    /** Tells the daemon's main to train. */
    public static final String ARGUMENT = "--train";

    private Training() {}

    static void run() throws IOException {
        Path scratch = Files.createTempDirectory("hepto-training");
        try {
            train(scratch);
        } finally {
            try (Stream<Path> tree = Files.walk(scratch)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void train(Path scratch) throws IOException {
        NodeConfig config = new NodeConfig(
                Role.MASTER, "training", "node", "eth0", Optional.empty(), Optional.empty(), List.of(), scratch);
        ClusterNetwork network = new ClusterNetwork(Ipv6Prefix.parse("fd00::/48"));
        DaemonLog.configure(scratch);
        Node node = new Node(config, network, WgPrivateKey.generate(), Path.of("/training"), Optional.empty());
        NodeGraph.issueAll(node, Instant.now());
        attempt(() -> NodeGraph.of(node).toString());
        attempt(() -> graph(node));
        attempt(Training::netlink);
        attempt(() -> etcd(node.pki()));
        attempt(() -> apiserver(node));
        attempt(() -> containerd(scratch));
        attempt(() -> new JsonMapper().writeValueAsString(Map.of("op", List.of("start"))));
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
                context.await(Health.http("http://[::1]:9/"), Duration.ofSeconds(1));
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
                node, daeman::status, () -> CertificateReports.read(paths.pki()), Path.of("/sys/fs/cgroup"));
        try (ControlServer server = new ControlServer(paths.socket(), status, Time.system())) {
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

    private static Object etcd(PkiFiles pki) throws Exception {
        try (Client client = Etcd.client(pki)) {
            return Etcd.answers(client);
        }
    }

    private static Object apiserver(Node node) throws IOException {
        try (KubernetesClient client = KubeClients.of("https://[::1]:9", node.pki(), PkiFiles.DAEMON)) {
            List<GenericKubernetesResource> objects = Bootstrap.objects(node);
            Serialization.asJson(objects.getFirst());
            Serialization.unmarshal("""
                    {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n", "labels": {"a": "b"}},
                     "spec": {"podCIDR": "fd00::/64"},
                     "status": {"conditions": [{"type": "Ready", "status": "True"}]}}
                    """, GenericKubernetesResource.class);
            attempt(() -> Bootstrap.apply(client, objects.getFirst()));
            return KubeClients.node(client, "node");
        }
    }

    private static Object containerd(Path scratch) throws IOException {
        try (ContainerdClient client = new ContainerdClient(scratch.resolve("no.sock"))) {
            return client.criVersion();
        }
    }
}
