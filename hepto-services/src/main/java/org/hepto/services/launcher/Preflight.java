package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hepto.selfcontain.Firewall;
import org.hepto.services.control.ControlClient;
import org.hepto.services.control.NodeUnavailableException;
import org.hepto.services.node.ClusterKey;
import org.hepto.services.node.ClusterNetwork;
import org.hepto.services.node.Enrollment;
import org.hepto.services.node.HostNameservers;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.NodeFirewall;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.OperatorVariables;
import org.hepto.services.node.Role;
import org.hepto.utils.Errors;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Linux;
import org.hepto.utils.Rtnetlink;
import org.hepto.wg.WgPrivateKey;

/**
 * Finds out whether this host can carry a node with the options that were given. Whatever can be checked is checked,
 * however much has failed before, and nothing on the host is changed.
 */
public final class Preflight {
    /** How long a running node may take to answer. */
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Checklist checks = new Checklist();
    private final Duration patience;
    private final Consumer<String> progress;

    private Preflight(Duration patience, Consumer<String> progress) {
        this.patience = patience;
        this.progress = progress;
    }

    /**
     * What a start goes on with.
     *
     * @param nameservers that the node asks at first
     * @param key given, or stored, or new
     * @param remark what there is to say about the one that was given
     */
    record Admission(NodeConfig config, List<Ipv6Address> nameservers, ClusterKey key, Optional<String> remark) {}

    /** Returns the results of all checks; those that fail would keep a node from starting. */
    public static List<CheckResult> run(NodeOptions options) throws InterruptedException {
        Preflight preflight = new Preflight(Duration.ZERO, line -> {});
        Optional<Admission> admission = preflight.examine(options);
        if (admission.isPresent()) {
            preflight.checks.add(running(admission.get().config()));
        }
        return preflight.checks.results();
    }

    /**
     * Checks before a start, and waits for the uplink of a host that boots.
     *
     * @throws org.hepto.services.node.ConfigException with a line for each check that fails
     */
    static Admission admit(NodeOptions options, Consumer<String> progress) throws InterruptedException {
        Preflight preflight = new Preflight(UplinkWait.PATIENCE, progress);
        Optional<Admission> admission = preflight.examine(options);
        preflight.checks.requireNoFailure();
        return admission.orElseThrow();
    }

    private Optional<Admission> examine(NodeOptions options) throws InterruptedException {
        Optional<NodeConfig> text = OptionsReader.read(options, checks);
        Optional<Optional<ClusterKey>> given =
                checks.attempt("key", () -> ClusterKey.of(options.key(), options.keyFile()));
        checks.require("environment", () -> OperatorVariables.require(System.getenv()));
        if (Linux.geteuid() != 0) {
            checks.add(CheckResult.fail(
                    "user", "hepto needs root for namespaces and links; run it as root: sudo java -jar hepto.jar …"));
            return Optional.empty();
        }
        checks.add(CheckResult.ok("user", "root"));
        HostChecks host = new HostChecks(checks);
        host.run();
        Optional<ClusterKey> key = Optional.empty();
        if (text.isPresent()) {
            checkDirectory(text.get(), host);
        }
        if (text.isPresent() && given.isPresent()) {
            key = checks.attempt("key", () -> DataDirectory.key(text.get(), given.get()));
        }
        Optional<String> remark =
                key.flatMap(counts -> DataDirectory.remark(text.orElseThrow().paths(), given.orElseThrow(), counts));
        remark.ifPresent(line -> checks.add(CheckResult.warn("key", line, "give that one, or none")));
        Optional<String> uplink = uplink(options, text);
        // behind the wait: a host that boots knows its name servers by the advertisement that is awaited
        List<Ipv6Address> nameservers = nameservers(text);
        Optional<Firewall> firewall = firewall(text);
        if (firewall.isPresent()) {
            host.kernel(uplink.orElse(""), firewall.get());
        }
        if (checks.failed()) {
            return Optional.empty();
        }
        NodeConfig config = text.orElseThrow().on(uplink.orElseThrow());
        checks.add(CheckResult.ok("options", "%s %s on %s".formatted(config.role(), config.id(), config.uplink())));
        return Optional.of(new Admission(config, nameservers, key.orElseThrow(), remark));
    }

    private void checkDirectory(NodeConfig config, HostChecks host) throws InterruptedException {
        NodePaths paths = config.paths();
        String name = "data directory";
        if (!checks.require(name, () -> DataDirectory.requireUsable(paths))) {
            return;
        }
        if (checks.require(name, () -> DataDirectory.requireOwn(config))
                && checks.require(name, () -> DataDirectory.requireDatabaseAndKeys(paths))) {
            checks.add(CheckResult.ok(name, paths.data() + " is writable and may hold programs"));
        }
        host.disk(paths);
    }

    private List<Ipv6Address> nameservers(Optional<NodeConfig> text) throws InterruptedException {
        String name = "nameserver";
        List<Ipv6Address> given = text.map(NodeConfig::nameservers).orElse(List.of());
        if (!given.isEmpty()) {
            checks.add(CheckResult.ok(name, given.toString()));
            return given;
        }
        List<Ipv6Address> found =
                checks.attempt(name, Preflight::nameserversOfHost).orElse(List.of());
        if (!found.isEmpty()) {
            checks.add(CheckResult.ok(name, "the host's: " + found));
            return found;
        }
        checks.add(CheckResult.warn(
                name,
                "the host names none that answers over IPv6; the node will ask " + HostNameservers.PUBLIC,
                "give --dns; for registries without IPv6 a DNS64 resolver"));
        return HostNameservers.PUBLIC;
    }

    private static List<Ipv6Address> nameserversOfHost() throws IOException {
        try (HostNetwork network = new HostNetwork()) {
            return HostNameservers.of(Preflight::fileOfHost, network.addresses());
        }
    }

    private static Optional<String> fileOfHost(Path file) throws IOException {
        return Files.isRegularFile(file) && Files.isReadable(file)
                ? Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1))
                : Optional.empty();
    }

    /** Returns the name of the uplink; waits for it only if nothing is wrong so far. */
    private Optional<String> uplink(NodeOptions options, Optional<NodeConfig> text) throws InterruptedException {
        UplinkWait wait = new UplinkWait(checks.failed() ? Duration.ZERO : patience, progress);
        String name = "uplink";
        return checks.attempt(name, () -> {
            try (HostNetwork network = new HostNetwork()) {
                UplinkWait.Uplink uplink = wait.await(
                        () -> network.uplink(options.iface(), options.ip().isPresent()));
                Rtnetlink.Link link = uplink.link();
                checks.add(uplink.problem()
                        .map(problem -> CheckResult.warn(
                                name,
                                problem,
                                "a start waits at most %d s for it".formatted(UplinkWait.PATIENCE.toSeconds())))
                        .orElseGet(() -> CheckResult.ok(name, link.name())));
                if (text.isPresent()) {
                    checkAddress(network, link, text.get());
                }
                return link.name();
            }
        });
    }

    private void checkAddress(HostNetwork network, Rtnetlink.Link link, NodeConfig config) throws InterruptedException {
        if (config.address().isPresent()) {
            checks.require(
                    "address", () -> network.requireFree(link, config.address().get()));
        }
        if (config.gateway().isPresent()) {
            checks.require(
                    "gateway",
                    () -> network.requireGateway(link, config.gateway().get()));
        }
    }

    /** Returns the rules that the node would load. What is not known yet, and only changes addresses in them, is made up. */
    private Optional<Firewall> firewall(Optional<NodeConfig> text) throws InterruptedException {
        return checks.attempt("data directory", () -> {
            Optional<NodePaths> paths = text.map(NodeConfig::paths);
            Optional<Path> file = paths.map(NodePaths::wireguardKey).filter(Files::exists);
            WgPrivateKey identity = file.isPresent() ? WgPrivateKey.ensure(file.get()) : WgPrivateKey.generate();
            ClusterNetwork made = ClusterNetwork.random(new SecureRandom());
            Enrollment enrollment = paths.flatMap(Enrollment::read)
                    .orElse(new Enrollment(made, made.podRange(0), made.mesh(identity.publicKey())));
            Role role = text.map(NodeConfig::role).orElse(Role.MASTER);
            return NodeFirewall.of(role, identity.publicKey(), Optional.of(enrollment));
        });
    }

    /** Looks whether the node runs: all ports are free, since it has addresses of its own; only itself can be in the way. */
    private static CheckResult running(NodeConfig config) {
        String who;
        try {
            who = new ControlClient(config.paths(), ANSWER).status().line();
        } catch (NodeUnavailableException e) {
            if (e.isStopped()) {
                return CheckResult.ok("ports", "the node has addresses of its own, and none runs as " + config.id());
            }
            who = Errors.line(e);
        } catch (IOException e) {
            who = Errors.line(e);
        }
        return CheckResult.warn("ports", "this node runs already: " + who, "stop it before you start it again");
    }
}
