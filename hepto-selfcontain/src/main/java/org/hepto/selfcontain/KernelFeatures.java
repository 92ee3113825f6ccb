package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepto.utils.Linux;
import org.hepto.utils.Rtnetlink;

/**
 * Tries each feature of the kernel in namespaces that are thrown away, instead of guessing from a version. Needs root.
 */
public final class KernelFeatures {
    private static final String MODULE = "load it with modprobe %1$s, or use a kernel that has CONFIG_%2$s";

    private static final String RULES =
            "use nft 1.0 or newer, and a kernel that has CONFIG_NF_TABLES_INET, NFT_CT and NFT_MASQ: modprobe -a nf_tables nft_ct nft_masq";

    /** Covered by a tmpfs in the throw-away mount namespace. */
    private static final Path SCRATCH = Path.of("/run");

    private KernelFeatures() {}

    @FunctionalInterface
    private interface Attempt {
        void run() throws IOException;
    }

    /**
     * Tries all of them on a thread of its own.
     *
     * @param uplink an interface of the host for the trial ipvlan
     * @param firewall the rules that the node will load, for a trial of nft(8)
     */
    public static List<KernelFeature> probe(String uplink, Firewall firewall) throws InterruptedException {
        List<KernelFeature> features = new ArrayList<>();
        Thread thread = Thread.ofPlatform().name("kernel-features").start(() -> probe(uplink, firewall, features));
        thread.join();
        return features;
    }

    private static void probe(String uplink, Firewall firewall, List<KernelFeature> features) {
        features.add(CgroupFeature.probe());
        try (Rtnetlink host = new Rtnetlink()) {
            Linux.unshare(Linux.CLONE_NEWNS
                    | Linux.CLONE_NEWCGROUP
                    | Linux.CLONE_NEWUTS
                    | Linux.CLONE_NEWIPC
                    | Linux.CLONE_NEWNET);
            Mounts.makePrivate("/");
            try (Rtnetlink own = new Rtnetlink()) {
                add(features, "ipvlan", MODULE.formatted("ipvlan", "IPVLAN"), () -> ipvlan(host, uplink));
                add(features, "veth", MODULE.formatted("veth", "VETH"), () -> veth(own));
                add(
                        features,
                        "WireGuard",
                        MODULE.formatted("wireguard", "WIREGUARD"),
                        () -> own.addWireguard("trial-wg", 1420));
            }
            add(features, "nftables", RULES, firewall::check);
            add(features, "overlayfs", MODULE.formatted("overlay", "OVERLAY_FS"), KernelFeatures::overlay);
            add(features, "mount_setattr", "use Linux 5.19 or newer", KernelFeatures::readOnlyTree);
        } catch (IOException e) {
            features.add(
                    new KernelFeature("namespaces", Optional.of(message(e)), "run as root, use Linux 5.19 or newer"));
        }
    }

    private static void add(List<KernelFeature> features, String name, String remedy, Attempt attempt) {
        Optional<String> problem = Optional.empty();
        try {
            attempt.run();
        } catch (IOException e) {
            problem = Optional.of(message(e));
        }
        features.add(new KernelFeature(name, problem, remedy));
    }

    private static void ipvlan(Rtnetlink host, String uplink) throws IOException {
        Rtnetlink.Link parent = host.link(uplink).orElseThrow(() -> new IOException("there is no interface " + uplink));
        try (OwnNetwork here = OwnNetwork.open()) {
            host.addIpvlan("trial-ipvlan", parent, here.fd());
        }
    }

    private static void veth(Rtnetlink own) throws IOException {
        try (OwnNetwork here = OwnNetwork.open()) {
            own.addVeth("trial-veth", "hepto check", "trial-peer", here.fd());
        }
    }

    private static void overlay() throws IOException {
        Mounts.tmpfs(SCRATCH, Mounts.NOSUID, "mode=700");
        for (String directory : List.of("lower", "upper", "work", "merged")) {
            Files.createDirectory(SCRATCH.resolve(directory));
        }
        Mounts.fresh(
                "overlay",
                SCRATCH.resolve("merged"),
                0,
                "lowerdir=%1$s/lower,upperdir=%1$s/upper,workdir=%1$s/work".formatted(SCRATCH));
    }

    private static void readOnlyTree() throws IOException {
        Mounts.bindReadOnly(Path.of("/usr"), SCRATCH.resolve("lower"));
    }

    private static String message(IOException e) {
        return String.valueOf(e.getMessage());
    }
}
