package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.hepto.pekahi.ClockCheck;
import org.hepto.pekahi.PkiException;
import org.hepto.selfcontain.Firewall;
import org.hepto.selfcontain.HostTool;
import org.hepto.selfcontain.KernelFeature;
import org.hepto.selfcontain.KernelFeatures;
import org.hepto.services.node.NodePaths;
import org.hepto.utils.Errno;
import org.hepto.utils.Errors;

/** Checks of the host, whatever the node is called. They change nothing. */
final class HostChecks {
    private static final List<String> TOOLS = List.of("nft", "mount", "umount");
    private static final long GOOD_MEMORY_KIB = 700 * 1024;

    private final Checklist checks;

    HostChecks(Checklist checks) {
        this.checks = checks;
    }

    /** Checks all that depends on no option. */
    void run() throws InterruptedException {
        TOOLS.forEach(name -> checks.add(tool(name)));
        checks.attempt("memory", HostChecks::memory).ifPresent(checks::add);
        checks.add(clock(Instant.now()));
        InotifyCheck.of(InotifyCheck.LIMITS).forEach(checks::add);
    }

    /** Checks the disk that the node's data will be on. */
    void disk(NodePaths paths) throws InterruptedException {
        checks.attempt("disk", () -> DiskCheck.of(paths.data(), DataDirectory.nearest(paths.data())))
                .ifPresent(results -> results.forEach(checks::add));
    }

    /**
     * Tries the features of the kernel and the node's packet filter.
     *
     * @param uplink empty if there is none: what needs it is left out
     */
    void kernel(String uplink, Firewall firewall) throws InterruptedException {
        for (KernelFeature feature : KernelFeatures.probe(uplink, firewall)) {
            boolean tried = switch (feature.name()) {
                case "ipvlan" -> !uplink.isEmpty();
                case "nftables" -> HostTool.find("nft").isPresent();
                default -> true;
            };
            if (tried) {
                checks.add(kernel(feature));
            }
        }
    }

    private static CheckResult tool(String name) {
        return HostTool.find(name)
                .map(path -> CheckResult.ok("tool " + name, path.toString()))
                .orElseGet(() -> CheckResult.fail(
                        "tool " + name,
                        "not found",
                        "install it: apt install " + (name.equals("nft") ? "nftables" : "mount")));
    }

    /** Says what to do about a feature: a module that is missing, or an interface that cannot carry an ipvlan. */
    static CheckResult kernel(KernelFeature feature) {
        String name = "kernel: " + feature.name();
        if (feature.problem().isEmpty()) {
            return CheckResult.ok(name, "works");
        }
        String problem = feature.problem().get();
        String remedy = feature.remedy();
        if (feature.name().equals("ipvlan") && problem.endsWith("(errno %d)".formatted(Errno.EBUSY))) {
            remedy = "it is part of a bridge or a bond, or carries macvlans: name the interface above it with --iface";
        } else if (feature.name().equals("ipvlan") && problem.endsWith("(errno %d)".formatted(Errno.EINVAL))) {
            remedy = "it cannot carry one: name an Ethernet interface, bridge, bond or VLAN with --iface";
        }
        return CheckResult.fail(name, problem, remedy);
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
}
