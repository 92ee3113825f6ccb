package org.hepto.services.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hepto.utils.Errors;

/**
 * Where a node keeps what, below its own directory, which has the same path on the host and in the container.
 *
 * @param data {@code <data>/<cluster>/<name>}
 */
public record NodePaths(Path data) {
    /** Where containerd listens, in the container. */
    public static final Path CONTAINERD_SOCKET = Path.of("/run/containerd/containerd.sock");

    /**
     * The directory of a node of this host: the one of that cluster and name, or the only one there is.
     *
     * @throws ConfigException when there is none or the choice is open
     */
    public static NodePaths select(Path data, Optional<String> cluster, Optional<String> name) {
        List<NodePaths> found = find(data, cluster, name);
        if (found.size() == 1) {
            return found.getFirst();
        }
        String choice = found.isEmpty()
                ? "start one with --role, or name its --data"
                : "choose with --cluster and --name: "
                        + String.join(
                                ", ",
                                found.stream()
                                        .map(p -> data.relativize(p.data()).toString())
                                        .toList());
        throw new ConfigException("there %s in %s; %s"
                .formatted(found.isEmpty() ? "is no such node" : "are several nodes", data, choice));
    }

    /**
     * Returns the directories of the nodes of this host that fit.
     *
     * @throws ConfigException when the data directory cannot be read
     */
    public static List<NodePaths> find(Path data, Optional<String> cluster, Optional<String> name) {
        List<NodePaths> found = new ArrayList<>();
        try (Stream<Path> directories = Files.exists(data) ? Files.walk(data, 2) : Stream.empty()) {
            directories
                    .map(data::relativize)
                    .filter(path -> path.getNameCount() == 2)
                    .filter(path -> cluster.stream().allMatch(path.getName(0).toString()::equals))
                    .filter(path -> name.stream().allMatch(path.getName(1).toString()::equals))
                    .map(path -> new NodePaths(data.resolve(path)))
                    .filter(paths -> Files.exists(paths.config()))
                    .forEach(found::add);
        } catch (IOException | UncheckedIOException e) {
            throw new ConfigException("cannot read %s: %s".formatted(data, Errors.line(e)), e);
        }
        return found;
    }

    /** Holds the lock of the running node. */
    public Path lock() {
        return data.resolve("lock");
    }

    /** The configuration, in the manner of {@link java.util.Properties}. */
    public Path config() {
        return data.resolve("node.properties");
    }

    /** The secret of the cluster, a line of hex; two while it is being changed, the one that seals first. */
    public Path clusterKey() {
        return data.resolve("cluster.key");
    }

    /** The node's private key of WireGuard. */
    public Path wireguardKey() {
        return data.resolve("wg.key");
    }

    /** What the authority gave to this node, see {@link Enrollment}. */
    public Path enrollment() {
        return data.resolve("enrollment.properties");
    }

    /** What gossip keeps over a restart. */
    private Path gossip() {
        return data.resolve("gossip");
    }

    /** The node's private key of gossip, with which it signs. */
    public Path identity() {
        return gossip().resolve("identity");
    }

    /** The public key of the cluster's authority, once it was met. */
    public Path authority() {
        return gossip().resolve("authority");
    }

    /** Which secrets a master's cluster had before, see {@link OldKeys}. */
    public Path oldKeys() {
        return gossip().resolve("old-keys");
    }

    /** The replicated map as it was last. */
    public Path map() {
        return gossip().resolve("map");
    }

    /** The last {@link #map} that could not be read whole, kept for who looks into it. */
    public Path damagedMap() {
        return gossip().resolve("map.damaged");
    }

    /** The daemon answers the command line here. */
    public Path socket() {
        return data.resolve("hepto.sock");
    }

    /** For kubectl on the host and in the container, as cluster administrator. */
    public Path kubeconfig() {
        return data.resolve("kubeconfig");
    }

    Path versions() {
        return data.resolve("versions");
    }

    /** The logs of the daemon, of the planes, of audit and of pods. */
    public Path logs() {
        return data.resolve("log");
    }

    /** Authorities, certificates and keys. */
    public Path pki() {
        return data.resolve("pki");
    }

    /** The database. */
    public Path etcd() {
        return data.resolve("etcd");
    }

    /** Images, and the layers of containers. */
    public Path containerd() {
        return data.resolve("containerd");
    }

    /** Volumes of pods. */
    public Path kubelet() {
        return data.resolve("kubelet");
    }

    /** Configuration files of the control plane's components. */
    public Path controlPlane() {
        return data.resolve("control-plane");
    }

    /** Configuration files of the node's components. */
    public Path node() {
        return data.resolve("node");
    }

    /** Kubeconfig with the node's own certificate. */
    public Path nodeKubeconfig() {
        return node().resolve("kubeconfig");
    }

    /** CNI configuration, read by containerd. */
    public Path cni() {
        return data.resolve("cni");
    }

    /** There from the moment on at which the database could be read; a disk that is not mounted is told by it. */
    public Path databaseMade() {
        return controlPlane().resolve("database-made");
    }

    /** What was imported into containerd, so that it is not at each start. */
    public Path importedImages() {
        return node().resolve("imported-images");
    }

    /** Secrets are encrypted in etcd with the key in it. */
    public Path encryption() {
        return controlPlane().resolve("encryption.yaml");
    }
}
