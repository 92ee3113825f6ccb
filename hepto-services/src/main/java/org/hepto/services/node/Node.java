package org.hepto.services.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgPrivateKey;

/**
 * A node as all its units know it.
 *
 * @param enrollment what its cluster's authority gave to it; empty for a newcomer, which has no address in the cluster yet
 * @param version directory of the running version: the jar and the runtime ELF
 * @param wireguard the node's key, from which its mesh address follows
 * @param certificateLife instead of each certificate's own, to watch renewals
 */
public record Node(
        NodeConfig config,
        Optional<Enrollment> enrollment,
        WgPrivateKey wireguard,
        Path version,
        Optional<Duration> certificateLife) {
    /** UDP port of WireGuard. */
    public static final int WIREGUARD_PORT = 51820;

    /** TCP and UDP port of the gossip. */
    public static final int GOSSIP_PORT = 7946;

    /** TCP port at which a master gives the keys of gossip to its nodes, inside the mesh. */
    public static final int KEYRING_PORT = 7947;

    /** TCP port of kubelet. */
    public static final int KUBELET_PORT = 10250;

    /** TCP port of the apiserver. */
    public static final int API_PORT = 6443;

    /** Reads what the launcher left in the data directory. */
    public static Node read(NodePaths paths, Path version) throws IOException {
        NodeConfig config = NodeConfig.read(paths);
        return new Node(
                config,
                Enrollment.read(paths),
                WgPrivateKey.ensure(paths.wireguardKey()),
                version,
                OperatorVariables.certificateLife(System.getenv()));
    }

    /** Returns the same with what the authority gave to it. */
    public Node enrolled(Enrollment given) {
        return new Node(config, Optional.of(given), wireguard, version, certificateLife);
    }

    private Enrollment given() {
        return enrollment.orElseThrow(() -> new IllegalStateException("a newcomer has no place in the cluster"));
    }

    /** Returns the cluster's addresses; throws {@link IllegalStateException} for a newcomer. */
    public ClusterNetwork network() {
        return given().network();
    }

    /** Returns the node's range for pods; throws {@link IllegalStateException} for a newcomer. */
    public Ipv6Prefix pods() {
        return given().pods();
    }

    /** Returns the apiserver's address in the mesh; throws {@link IllegalStateException} for a newcomer. */
    public Ipv6Address api() {
        return given().api();
    }

    /** Returns the name of the Node object. */
    public String name() {
        return config.name();
    }

    /** Returns the paths in the node's directory. */
    public NodePaths paths() {
        return config.paths();
    }

    /** Returns where its certificates and keys are. */
    public PkiFiles pki() {
        return new PkiFiles(paths().pki());
    }

    /** Tells whether the node carries the control plane. */
    public boolean isMaster() {
        return config.role() == Role.MASTER;
    }

    /**
     * Returns how long a certificate lives.
     *
     * @param usual unless the operator says otherwise
     */
    public Duration lifeOfCertificates(Duration usual) {
        return certificateLife.orElse(usual);
    }

    /** The address by which the cluster knows the node. */
    public Ipv6Address mesh() {
        return network().mesh(wireguard.publicKey());
    }

    /** The node's end of the pair to its host. */
    public Ipv6Address hostSide() {
        return HostPair.of(wireguard.publicKey()).node();
    }

    /** Where this node finds the apiserver. */
    public String apiUrl() {
        return "https://%s:%d".formatted(api().inUrl(), API_PORT);
    }

    /** Returns the jar that the node runs from. */
    public Path jar() {
        return version.resolve("hepto.jar");
    }

    /** The runtime ELF under its applets' names. */
    public Path bin() {
        return version.resolve("bin");
    }
}
