package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.hepto.services.node.ClusterKey;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.Enrollment;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.OldKeys;
import org.hepto.services.node.Role;
import org.hepto.services.node.TestNodes;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Errors;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Linux;
import org.hepto.wg.WgKey;
import org.hepto.wg.WgPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    private static final long MS_RDONLY = 1;
    private static final long MS_NOEXEC = 8;
    private static final long MS_REC_PRIVATE = 1 << 18 | 16384;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private NodeConfig config(Role role, String cluster, String name) {
        return TestNodes.config(role, cluster, name, data);
    }

    private NodeConfig written() throws IOException {
        NodeConfig config = config(Role.MASTER, "test", "n1");
        Files.createDirectories(config.paths().data());
        config.write();
        return config;
    }

    @Test
    void missingAndEmptyDirectoriesAreFree() throws IOException {
        NodeConfig config = config(Role.MASTER, "test", "n1");
        DataDirectory.requireOwn(config);
        Files.createDirectories(config.paths().data());
        DataDirectory.requireOwn(config);
    }

    @Test
    void whatARefusedStartLeftIsFree() throws IOException {
        NodeConfig config = config(Role.MASTER, "test", "n1");
        Files.createDirectories(config.paths().data());
        Files.createFile(config.paths().lock());
        DataDirectory.requireOwn(config);
    }

    @Test
    void firstStartThatWasBrokenOffCanBeRepeated() throws IOException {
        NodeConfig config = config(Role.MASTER, "test", "n1");
        NodePaths paths = config.paths();
        Files.createDirectories(paths.data());
        Files.createFile(paths.lock());
        Files.createFile(AtomicFile.temporary(paths.config()));
        DataDirectory.requireOwn(config);
        Files.createDirectories(AtomicFile.temporary(paths.clusterKey()).resolve("as on a full disk"));
        assertThatThrownBy(() -> DataDirectory.write(config, ClusterKey.generate()))
                .isInstanceOf(IOException.class);
        DataDirectory.requireOwn(config);
    }

    @Test
    void keyThatTheDirectoryHasIsNotNew() throws IOException {
        NodeConfig config = config(Role.MASTER, "test", "n1");
        Files.createDirectories(config.paths().data());
        ClusterKey key = ClusterKey.generate();
        assertThat(DataDirectory.write(config, key)).isTrue();
        assertThat(DataDirectory.write(config, key)).isFalse();
        assertThat(ClusterKey.read(config.paths().clusterKey())).isEqualTo(key);
    }

    @Test
    void ownDirectoryIsTakenAgain() throws IOException {
        DataDirectory.requireOwn(written());
    }

    @Test
    void aDatabaseWithoutItsKeysIsRefused() throws IOException {
        NodePaths paths = written().paths();
        DataDirectory.requireDatabaseAndKeys(paths);
        Files.createDirectories(paths.pki());
        Files.createDirectories(paths.encryption().getParent());
        List<Path> keys = new ArrayList<>(List.of(paths.encryption(), paths.enrollment()));
        for (String name : List.of("ca", "nodes-ca", "etcd-ca", "front-proxy-ca", "sa")) {
            keys.add(paths.pki().resolve(name + ".key"));
        }
        for (Path key : keys) {
            Files.createFile(key);
        }
        Files.createDirectories(paths.etcd().resolve("member"));
        DataDirectory.requireDatabaseAndKeys(paths);
        for (Path key : keys) {
            Files.delete(key);
            assertThatThrownBy(() -> DataDirectory.requireDatabaseAndKeys(paths))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining(key + " is missing")
                    .hasMessageContaining("restore it from a backup");
            Files.createFile(key);
        }
    }

    @Test
    void masterFoundsItsClusterOnce() throws IOException {
        NodeConfig config = written();
        WgKey identity = WgPrivateKey.generate().publicKey();
        Enrollment first = DataDirectory.enrollment(config, identity).orElseThrow();
        assertThat(first.pods()).isEqualTo(first.network().podRange(0));
        assertThat(first.api()).isEqualTo(first.network().mesh(identity));
        assertThat(DataDirectory.enrollment(config, identity)).contains(first);
        assertThatThrownBy(() ->
                        DataDirectory.enrollment(config, WgPrivateKey.generate().publicKey()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("another key than " + config.paths().wireguardKey());
    }

    @Test
    void nodeIsANewcomerUntilItIsAdmitted() throws IOException {
        NodeConfig config = config(Role.NODE, "test", "n1");
        Files.createDirectories(config.paths().data());
        WgKey identity = WgPrivateKey.generate().publicKey();
        assertThat(DataDirectory.enrollment(config, identity)).isEmpty();
        Enrollment given =
                new Enrollment(TestNodes.NETWORK, TestNodes.NETWORK.podRange(7), Ipv6Address.parse("fd00:1:2::1"));
        given.write(config.paths());
        assertThat(DataDirectory.enrollment(config, identity)).contains(given);
    }

    /** As where the disk of the database was not mounted. */
    @Test
    void aClusterWithoutItsDatabaseIsRefused() throws IOException {
        NodePaths paths = written().paths();
        Files.createDirectories(paths.controlPlane());
        Files.createFile(paths.databaseMade());
        assertThatThrownBy(() -> DataDirectory.requireDatabaseAndKeys(paths))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no database in " + paths.etcd())
                .hasMessageContaining("mount its disk");
    }

    @Test
    void foreignDirectoryIsLeftAlone() throws IOException {
        NodeConfig config = config(Role.MASTER, "test", "n1");
        Files.createDirectories(config.paths().data());
        Files.writeString(config.paths().data().resolve("photo.jpg"), "");
        refused(config, "is not empty and no hepto node");
    }

    @Test
    void otherNodesDirectoryIsLeftAlone() throws IOException {
        NodeConfig before = written();
        NodeConfig moved = config(Role.MASTER, "test", "n2");
        Files.move(before.paths().data(), moved.paths().data());
        refused(moved, "belongs to test_n1, not to test_n2");
    }

    @Test
    void otherClustersDirectoryIsLeftAlone() throws IOException {
        NodeConfig before = written();
        NodeConfig moved = config(Role.MASTER, "other", "n1");
        Files.createDirectories(moved.paths().data().resolve(".."));
        Files.move(before.paths().data(), moved.paths().data());
        refused(moved, "belongs to test_n1, not to other_n1");
    }

    @Test
    void roleStays() throws IOException {
        written();
        refused(config(Role.NODE, "test", "n1"), "belongs to a master; start it with --role master");
    }

    @Test
    void corruptConfigurationIsLeftAlone() throws IOException {
        NodeConfig config = written();
        Files.writeString(config.paths().config(), "");
        refused(config, "is corrupt");
    }

    private static void refused(NodeConfig config, String message) {
        assertThatThrownBy(() -> DataDirectory.requireOwn(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(config.paths().data().toString())
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void keyIsTheGivenOneOrTheStoredOneOrNew() throws IOException {
        NodeConfig config = written();
        ClusterKey given = ClusterKey.generate();
        assertThat(DataDirectory.key(config, Optional.of(given))).isEqualTo(given);
        assertThat(DataDirectory.key(config, Optional.empty()))
                .isNotEqualTo(DataDirectory.key(config, Optional.empty()));
        given.write(config.paths().clusterKey());
        assertThat(DataDirectory.key(config, Optional.empty())).isEqualTo(given);
        assertThat(DataDirectory.key(config, Optional.of(given))).isEqualTo(given);
        assertThat(DataDirectory.remark(config.paths(), Optional.of(given), given))
                .isEmpty();
    }

    @Test
    void afterAChangeTheClustersKeyCountsAndTheOldOneIsNoError() throws IOException {
        NodeConfig config = written();
        ClusterKey changed = ClusterKey.generate();
        changed.write(config.paths().clusterKey());
        Files.createDirectories(config.paths().oldKeys().getParent());
        new OldKeys(config.paths().oldKeys()).add(TestNodes.KEY.print());
        assertThat(DataDirectory.key(config, Optional.of(TestNodes.KEY))).isEqualTo(changed);
        assertThat(DataDirectory.remark(config.paths(), Optional.of(TestNodes.KEY), changed))
                .contains("the cluster's key was changed: the one in %s counts, not the one that was given"
                        .formatted(config.paths().clusterKey()));
    }

    @Test
    void nodeTakesAnotherKeyUntilItHasJoined() throws IOException {
        NodeConfig config = config(Role.NODE, "test", "n2");
        Files.createDirectories(config.paths().data());
        TestNodes.KEY.write(config.paths().clusterKey());
        ClusterKey other = ClusterKey.generate();
        assertThat(DataDirectory.key(config, Optional.of(other))).isEqualTo(other);
        TestNodes.node(config).enrollment().orElseThrow().write(config.paths());
        assertThat(DataDirectory.key(config, Optional.of(other))).isEqualTo(TestNodes.KEY);
    }

    @Test
    void masterRefusesAKeyThatItNeverHadWithoutRepeatingEither() throws IOException {
        NodeConfig config = written();
        TestNodes.KEY.write(config.paths().clusterKey());
        ClusterKey other = ClusterKey.generate();
        assertThatThrownBy(() -> DataDirectory.key(config, Optional.of(other)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("belongs to a cluster with another key")
                .hasMessageContaining("hepto key change")
                .hasMessageNotContaining(other.toHex())
                .hasMessageNotContaining(TestNodes.KEY.toHex());
    }

    @Test
    void directoryIsForRootAloneAndForOneNode() throws IOException {
        NodePaths paths = config(Role.MASTER, "test", "n1").paths();
        assertThat(DataDirectory.lock(paths)).isNotNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(paths.data())))
                .isEqualTo("rwx------");
        assertThatThrownBy(() -> DataDirectory.lock(paths))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("a node runs in %s already".formatted(paths.data()));
    }

    @Test
    void fileInTheWayIsRefused() throws IOException {
        Path file = Files.createFile(data.resolve("file"));
        assertThatThrownBy(() -> DataDirectory.requireUsable(new NodePaths(file.resolve("test/n1"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file + " is not a directory");
        assertThatCode(() -> DataDirectory.requireUsable(new NodePaths(data.resolve("test/n1"))))
                .doesNotThrowAnyException();
    }

    @Test
    void readOnlyFileSystemIsRefused() {
        assertThat(refusalOn(MS_RDONLY)).contains("is not writable");
    }

    @Test
    void fileSystemWithoutProgramsIsRefused() {
        assertThat(refusalOn(MS_NOEXEC)).contains("is mounted noexec").contains("mount -o remount,exec");
    }

    /** What is said about a tmpfs with these flags, mounted where only one thread sees it. */
    private String refusalOn(long flags) {
        assumeTrue(Linux.geteuid() == 0, "only root can mount");
        CompletableFuture<String> refusal = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                Linux.unshare(Linux.CLONE_NEWNS);
                Linux.mount(null, "/", null, MS_REC_PRIVATE, null);
                Linux.mount("tmpfs", data.toString(), "tmpfs", flags, null);
                DataDirectory.requireUsable(new NodePaths(data.resolve("test/n1")));
                refusal.complete("nothing");
            } catch (ConfigException e) {
                refusal.complete(Errors.line(e));
            } catch (IOException | RuntimeException e) {
                refusal.completeExceptionally(e);
            }
        });
        return refusal.join();
    }
}
