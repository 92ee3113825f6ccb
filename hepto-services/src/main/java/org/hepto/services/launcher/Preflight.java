package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepto.pekahi.ClockCheck;
import org.hepto.pekahi.PkiException;
import org.hepto.selfcontain.Firewall;
import org.hepto.selfcontain.HostTool;
import org.hepto.selfcontain.KernelFeature;
import org.hepto.selfcontain.KernelFeatures;
import org.hepto.services.control.ControlClient;
import org.hepto.services.control.NodeUnavailableException;
import org.hepto.services.node.ClusterKey;
import org.hepto.services.node.ClusterNetwork;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.Errors;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.NodePaths;
import org.hepto.utils.Linux;
import org.hepto.wg.WgPrivateKey;

/** Whether this host can carry a node, line by line. It changes nothing on the host. */
public final class Preflight {
    private static final List<String> TOOLS = List.of("nft", "mount", "umount");
    private static final long MIB = 1024 * 1024;
    private static final long LEAST_DISK = 1024 * MIB;
    private static final long GOOD_DISK = 5 * 1024 * MIB;
    private static final long GOOD_MEMORY_KIB = 700 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Preflight() {}

    /** All checks for a node with these options, the ones that would fail at start included. */
    public static List<CheckResult> run(NodeOptions options) throws IOException, InterruptedException {
        List<CheckResult> results = new ArrayList<>();
        if (Linux.geteuid() != 0) {
            results.add(CheckResult.fail("user", "not root", "run it as root: sudo java -jar hepto.jar check"));
            return results;
        }
        results.add(CheckResult.ok("user", "root"));
        try {
            NodeConfig config = Plan.of(options);
            results.add(
                    CheckResult.ok("options", "%s %s on %s".formatted(config.role(), config.id(), config.uplink())));
            Optional<ClusterKey> givenKey = ClusterKey.of(options.key(), options.keyFile());
            results.addAll(host(config, DataDirectory.key(config.paths(), givenKey)));
            results.add(nameservers(options));
            results.add(running(config));
        } catch (ConfigException e) {
            results.add(CheckResult.fail("options", Errors.line(e), "correct it and check again"));
        }
        return results;
    }

    /** The checks of the host alone. */
    static List<CheckResult> host(NodeConfig config, ClusterKey key) throws IOException, InterruptedException {
        List<CheckResult> results = new ArrayList<>();
        TOOLS.forEach(tool -> results.add(tool(tool)));
        // without nft the kernel's own part of it cannot be tried
        if (results.stream().allMatch(r -> r.level() == CheckResult.Level.OK)) {
            KernelFeatures.probe(config.uplink(), firewall(config, key))
                    .forEach(feature -> results.add(kernel(feature)));
        }
        results.add(data(config.paths()));
        results.add(disk(config.paths()));
        results.add(memory());
        results.add(clock(Instant.now()));
        return results;
    }

    /** The rules that the node would load; a new node's own key, and with it two of its addresses, is still to be made. */
    private static Firewall firewall(NodeConfig config, ClusterKey key) throws IOException {
        Path file = config.paths().wireguardKey();
        WgPrivateKey identity = Files.exists(file) ? WgPrivateKey.ensure(file) : WgPrivateKey.generate();
        return NodeContainer.firewall(config, ClusterNetwork.of(config.cluster(), key), identity.publicKey());
    }

    private static CheckResult tool(String name) {
        return HostTool.find(name)
                .map(path -> CheckResult.ok("tool " + name, path.toString()))
                .orElseGet(() -> CheckResult.fail(
                        "tool " + name,
                        "not found",
                        "install it: apt install " + (name.equals("nft") ? "nftables" : "mount")));
    }

    private static CheckResult kernel(KernelFeature feature) {
        String name = "kernel: " + feature.name();
        return feature.problem()
                .map(problem -> CheckResult.fail(name, problem, feature.remedy()))
                .orElseGet(() -> CheckResult.ok(name, "works"));
    }

    private static CheckResult data(NodePaths paths) throws IOException {
        try {
            DataDirectory.requireUsable(paths);
            return CheckResult.ok("data directory", paths.data() + " is writable and may hold programs");
        } catch (ConfigException e) {
            return CheckResult.fail("data directory", Errors.line(e), "choose another --data");
        }
    }

    private static CheckResult disk(NodePaths paths) throws IOException {
        long free = Files.getFileStore(DataDirectory.nearest(paths.data())).getUsableSpace();
        String message = "%d MiB free for %s".formatted(free / MIB, paths.data());
        String remedy = "make room: etcd, images and logs live there";
        if (free < LEAST_DISK) {
            return CheckResult.fail("disk", message, remedy);
        }
        return free < GOOD_DISK ? CheckResult.warn("disk", message, remedy) : CheckResult.ok("disk", message);
    }

    private static CheckResult memory() throws IOException {
        long kib = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(GOOD_MEMORY_KIB);
        String message = "%d MiB available".formatted(kib / 1024);
        return kib < GOOD_MEMORY_KIB
                ? CheckResult.warn("memory", message, "a master alone needs about 400 MiB, and pods come on top")
                : CheckResult.ok("memory", message);
    }

    private static CheckResult clock(Instant now) {
        try {
            ClockCheck.require(now, ClockCheck.EARLIEST);
            return CheckResult.ok("clock", now.toString());
        } catch (PkiException e) {
            return CheckResult.fail("clock", Errors.line(e), "set it, or let it follow NTP: timedatectl set-ntp true");
        }
    }

    private static CheckResult nameservers(NodeOptions options) throws IOException {
        if (options.dns().isEmpty() && HostNetwork.nameservers().isEmpty()) {
            return CheckResult.warn(
                    "nameserver",
                    "the host names none that answers over IPv6; the node will ask " + HostNetwork.PUBLIC_RESOLVERS,
                    "give --dns; for registries without IPv6 a DNS64 resolver");
        }
        return CheckResult.ok("nameserver", options.dns().isEmpty() ? "the host's" : String.join(", ", options.dns()));
    }

    /** All ports are free, since the node has addresses of its own; only itself can be in the way. */
    private static CheckResult running(NodeConfig config) {
        String who;
        try {
            who = new ControlClient(config.paths(), PATIENCE).status().line();
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
