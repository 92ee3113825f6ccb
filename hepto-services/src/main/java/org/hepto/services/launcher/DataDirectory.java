package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hepto.selfcontain.InstanceLock;
import org.hepto.services.node.Authority;
import org.hepto.services.node.ClusterKey;
import org.hepto.services.node.ClusterNetwork;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.Enrollment;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.OldKeys;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.node.Role;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Linux;
import org.hepto.wg.WgKey;

/** Checks a node's own directory: whose it is, whether it can be used, and whether a node uses it now. */
final class DataDirectory {
    private static final int WRITE_AND_SEARCH = 3;

    private DataDirectory() {}

    /**
     * Refuses a place where no node can live, without touching it.
     *
     * @throws ConfigException with one line
     */
    static void requireUsable(NodePaths paths) throws IOException {
        Path existing = nearest(paths.data());
        if (!Files.isDirectory(existing)) {
            throw new ConfigException(existing + " is not a directory; choose another --data");
        }
        if (!Linux.access(existing.toString(), WRITE_AND_SEARCH)) {
            throw new ConfigException(
                    "the data directory %s is not writable; choose another --data".formatted(existing));
        }
        if ((Linux.mountFlags(existing.toString()) & Linux.ST_NOEXEC) != 0) {
            throw new ConfigException(
                    "%1$s is mounted noexec, and a node runs from its data directory; remount it: mount -o remount,exec, or choose another --data"
                            .formatted(existing));
        }
    }

    /** Returns the directory itself or the closest one above it that exists. */
    static Path nearest(Path path) {
        Path existing = path.toAbsolutePath();
        while (!Files.exists(existing)) {
            Path parent = existing.getParent();
            if (parent == null) {
                return existing;
            }
            existing = parent;
        }
        return existing;
    }

    /**
     * Refuses a directory that is not this node's: another program's, another node's, or one whose configuration
     * cannot be read.
     */
    static void requireOwn(NodeConfig config) throws IOException {
        NodePaths paths = config.paths();
        if (!Files.isDirectory(paths.data()) || isFresh(paths)) {
            return;
        }
        if (!Files.exists(paths.config())) {
            throw new ConfigException(
                    "%s is not empty and no hepto node; choose another --data, or empty it".formatted(paths.data()));
        }
        NodeConfig before = NodeConfig.read(paths);
        if (!before.name().equals(config.name()) || !before.cluster().equals(config.cluster())) {
            throw new ConfigException("%s belongs to %s, not to %s; it was moved or copied: choose another --data"
                    .formatted(paths.data(), before.id(), config.id()));
        }
        if (before.role() != config.role()) {
            throw new ConfigException("%s belongs to a %s; start it with --role %s, or choose another --name"
                    .formatted(paths.data(), before.role(), before.role()));
        }
    }

    /** Tells whether there is only what a first start leaves that was refused or broken off before it had written anything. */
    private static boolean isFresh(NodePaths paths) throws IOException {
        Set<Path> known = Set.of(paths.lock(), AtomicFile.temporary(paths.config()));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(paths.data())) {
            for (Path entry : entries) {
                if (!known.contains(entry)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Refuses a database without the keys that belong to it, and a cluster without its database. Made anew, the keys would
     * leave the secrets in it unreadable and every token and certificate that was given out invalid, and the database
     * would be an empty one.
     */
    static void requireDatabaseAndKeys(NodePaths paths) {
        if (!Files.exists(paths.etcd().resolve("member"))) {
            if (Files.exists(paths.databaseMade())) {
                throw new ConfigException(
                        "there is no database in %s, but this cluster has one: mount its disk, or restore it from a backup"
                                .formatted(paths.etcd()));
            }
            return;
        }
        PkiFiles pki = new PkiFiles(paths.pki());
        List<Path> missing = new ArrayList<>();
        for (Authority authority : Authority.values()) {
            missing.add(pki.authorityKey(authority));
        }
        missing.add(pki.serviceAccountKey());
        missing.add(paths.encryption());
        missing.add(paths.enrollment());
        missing.removeIf(Files::exists);
        if (!missing.isEmpty()) {
            throw new ConfigException("%s is missing, but there is a database in %s: restore it from a backup"
                    .formatted(missing.getFirst(), paths.etcd()));
        }
    }

    /**
     * Returns what the node knows of its cluster; a new master founds one, with a prefix that is drawn by lot.
     *
     * @return empty for a newcomer
     * @throws ConfigException when the file is corrupt, or tells of a master with another key
     */
    static Optional<Enrollment> enrollment(NodeConfig config, WgKey identity) throws IOException {
        NodePaths paths = config.paths();
        Optional<Enrollment> stored = Enrollment.read(paths);
        if (config.role() != Role.MASTER) {
            return stored;
        }
        if (stored.isEmpty()) {
            ClusterNetwork network = ClusterNetwork.random(new SecureRandom());
            Enrollment first = new Enrollment(network, network.podRange(0), network.mesh(identity));
            first.write(paths);
            return Optional.of(first);
        }
        if (!stored.get().api().equals(stored.get().network().mesh(identity))) {
            throw new ConfigException("%s is of a master with another key than %s: restore both from one backup"
                    .formatted(paths.enrollment(), paths.wireguardKey()));
        }
        return stored;
    }

    /** Makes the directory, for root alone, and takes its lock. */
    static InstanceLock lock(NodePaths paths) throws IOException {
        Files.createDirectories(
                paths.data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return InstanceLock.tryTake(paths.lock())
                .orElseThrow(() ->
                        new ConfigException("a node runs in %s already; stop it first, or give this one another --name"
                                .formatted(paths.data())));
    }

    /**
     * Returns the key that the node starts with: that of the directory, where the cluster's is kept when it changes, else
     * the one that was given, or a new one for a new master. A newcomer takes another one if it is given.
     *
     * @param given on the command line, in the environment or in a file
     * @throws ConfigException when a master is given one that its cluster never had
     */
    static ClusterKey key(NodeConfig config, Optional<ClusterKey> given) {
        NodePaths paths = config.paths();
        if (!Files.exists(paths.clusterKey())) {
            return given.orElseGet(ClusterKey::generate);
        }
        ClusterKey stored = ClusterKey.read(paths.clusterKey());
        if (given.isEmpty() || given.get().equals(stored)) {
            return stored;
        }
        if (config.role() == Role.NODE) {
            return Files.exists(paths.enrollment()) ? stored : given.get();
        }
        if (!new OldKeys(paths.oldKeys()).contains(given.get().print())) {
            throw new ConfigException("%s belongs to a cluster with another key; give that one, or another --data."
                            .formatted(paths.data())
                    + " To change the key of a cluster: hepto key change");
        }
        return stored;
    }

    /**
     * Writes what the node starts with. The configuration comes first: by it a first start that is broken off is told from a
     * directory of another program.
     *
     * @return whether the directory did not have that key
     */
    static boolean write(NodeConfig config, ClusterKey key) throws IOException {
        config.write();
        Path file = config.paths().clusterKey();
        if (Files.exists(file) && ClusterKey.read(file).equals(key)) {
            return false;
        }
        key.write(file);
        return true;
    }

    /**
     * Returns what there is to say about the key that was given; empty if it is the cluster's.
     *
     * @param counts the key that the node starts with
     */
    static Optional<String> remark(NodePaths paths, Optional<ClusterKey> given, ClusterKey counts) {
        return given.filter(key -> !key.equals(counts))
                .map(key -> "the cluster's key was changed: the one in %s counts, not the one that was given"
                        .formatted(paths.clusterKey()));
    }
}
