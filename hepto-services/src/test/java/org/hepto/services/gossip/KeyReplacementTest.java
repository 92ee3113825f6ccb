package org.hepto.services.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.hepto.services.gossip.KeyReplacement.Progress;
import org.hepto.services.node.OldKeys;
import org.hepto.services.node.TestNodes;
import org.hepto.sml.AuthorityPin;
import org.hepto.sml.AuthorityPolicy;
import org.hepto.sml.Bytes;
import org.hepto.sml.Cluster;
import org.hepto.sml.ClusterListener;
import org.hepto.sml.ClusterOptions;
import org.hepto.sml.EntryChange;
import org.hepto.sml.Identity;
import org.hepto.sml.KeyRotation;
import org.hepto.sml.Keyring;
import org.hepto.sml.MapListener;
import org.hepto.sml.MapOptions;
import org.hepto.sml.ReplicatedMap;
import org.hepto.sml.Roster;
import org.hepto.sml.Timing;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgPrivateKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A master and its nodes, which gossip on loopback and fetch keys over TCP. */
class KeyReplacementTest {
    private static final Bytes OLD = Bytes.hex(TestNodes.KEY.toHex());
    private static final String ANY = "[::1]:0";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private final Identity authority = Identity.generate();
    private final List<Member> members = new ArrayList<>();
    private final List<KeyringServer> servers = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Member master;

    @SuppressWarnings("NullAway.Init")
    private Member node;

    @SuppressWarnings("NullAway.Init")
    private KeyReplacement replacement;

    /** A node of the cluster, as far as gossip goes. */
    private final class Member {
        private final String name;
        private final Identity identity;
        private final Cluster cluster;
        private final ReplicatedMap map;
        private final KeyRotation keys;

        /** @param bind a node that returns has its address in the mesh still; another one would be looked at for 30 s */
        Member(String name, String bind, Identity identity, AuthorityPolicy policy) {
            this.name = name;
            this.identity = identity;
            this.cluster = Cluster.start(
                    ClusterOptions.named(name, bind)
                            .withLabel("test")
                            .withTiming(Timing.LOCAL)
                            .withKeyring(Keyring.of(OLD))
                            .withKeyringFile(file()),
                    new ClusterListener() {});
            this.map = ReplicatedMap.attach(cluster, MapOptions.of("test", identity, policy), new Silent());
            if (Files.exists(savedMap())) {
                try {
                    map.restore(Bytes.of(Files.readAllBytes(savedMap())));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
            this.keys = new KeyRotation(map);
            members.add(this);
        }

        private Path file() {
            return data.resolve(name + ".key");
        }

        private Path savedMap() {
            return data.resolve(name + ".map");
        }

        private boolean lives(String other) {
            return cluster.living().stream().anyMatch(member -> member.name().equals(other));
        }

        /** Fetches as this node from a server of the master that knows it by its address, as it does in the mesh. */
        private KeyFollower follower() throws IOException {
            InetAddress loopback = InetAddress.getByAddress(Ipv6Address.LOOPBACK.bytes());
            KeyringServer server = KeyringServer.open(
                    new InetSocketAddress(loopback, 0),
                    "test",
                    from -> new MapView(master.map).node(name),
                    master.cluster::keyring);
            servers.add(server);
            KeyringClient client = new KeyringClient(loopback, "test", identity);
            return new KeyFollower(new MapView(map), keys, this::lives, asked -> client.fetch(server.address()));
        }

        private void meet(Member other) {
            cluster.exchange(other.cluster.address().toString()).join();
        }

        private void powerOff() throws IOException {
            Files.write(savedMap(), map.save().toArray());
            map.close();
            cluster.kill();
            members.remove(this);
        }
    }

    /** Listens to nothing. */
    private static final class Silent implements MapListener {
        @Override
        public void changed(EntryChange change) {}
    }

    @BeforeEach
    void found() {
        master = new Member("m1", ANY, authority, AuthorityPolicy.of(authority));
        master.map.put(
                ReplicatedMap.CLUSTER,
                Entries.CLUSTER,
                new ClusterRecord(TestNodes.NETWORK, Ipv6Address.parse("fd00:1:2::1"), "", ""));
        admit("m1", authority, 0);
        node = join("n1", 1);
        replacement = replacement();
    }

    private KeyReplacement replacement() {
        return new KeyReplacement(master.keys, new OldKeys(data.resolve("old-keys")));
    }

    private void admit(String name, Identity identity, int range) {
        new Roster(master.map).admit(name, identity.publicKey());
        master.map.put(
                name,
                Entries.NODE,
                new NodeRecord(
                        WgPrivateKey.generate().publicKey(),
                        TestNodes.NETWORK.podRange(range),
                        Optional.empty(),
                        range == 0,
                        ""));
    }

    private Member join(String name, int range) {
        Identity identity = Identity.generate();
        admit(name, identity, range);
        Member joined = new Member(name, ANY, identity, AuthorityPolicy.firstMet(AuthorityPin.inMemory()));
        joined.meet(master);
        until(name + " to be a member", () -> master.lives(name) && joined.lives("m1"));
        until(name + " to tell its key", () -> master.keys.told(name).equals(List.of(Keyring.print(OLD))));
        return joined;
    }

    @AfterEach
    void stop() throws IOException {
        for (KeyringServer server : servers) {
            server.close();
        }
        List.copyOf(members).forEach(member -> {
            member.map.close();
            member.cluster.kill();
        });
    }

    private static void until(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("never: " + what).isLessThan(end);
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Goes on, with nodes that look each time, until it is done; returns what was told. */
    private List<String> change(KeyFollower... followers) throws IOException {
        List<String> told = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        Progress progress = new Progress(false, "");
        while (!progress.ended()) {
            assertThat(System.nanoTime()).as(told.toString()).isLessThan(end);
            progress = replacement.advance(true);
            if (!told.contains(progress.line())) {
                told.add(progress.line());
            }
            for (KeyFollower follower : followers) {
                follower.look();
            }
        }
        return told;
    }

    @Test
    void livingNodesFollowAndNoneIsCutOff() throws IOException {
        KeyFollower follower = node.follower();
        assertThat(replacement.isUnderWay()).isFalse();
        replacement.begin();
        assertThat(replacement.isUnderWay()).isTrue();
        List<String> told = change(follower);
        until("n1 to have the same", () -> {
            look(follower);
            return node.cluster.keyring().keys().equals(master.cluster.keyring().keys());
        });
        assertThat(told)
                .contains(
                        "waits for n1 to fetch the new key",
                        "all nodes that are there have the new key, and begin to seal with it",
                        "the old key is worth nothing any more");
        assertThat(master.cluster.keyring().keys()).hasSize(1).doesNotContain(OLD);
        assertThat(master.lives("n1")).isTrue();
        assertThat(node.lives("m1")).isTrue();
        assertThat(replacement.isUnderWay()).isFalse();
        assertThat(replacement.advance(true)).isEqualTo(new Progress(true, ""));
    }

    private static void look(KeyFollower follower) {
        try {
            follower.look();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void noStepIsTakenBeforeAllThatLiveAreReady() throws IOException {
        replacement.begin();
        Bytes fresh = master.keys.keyring().keys().getLast();
        for (int i = 0; i < 3; i++) {
            assertThat(replacement.advance(true)).isEqualTo(new Progress(false, "waits for n1 to fetch the new key"));
            replacement.begin(); // is on its way already
        }
        assertThat(master.keys.keyring().keys()).as("no third key").containsExactly(OLD, fresh);
        node.keys.take(master.keys.keyring());
        until("n1 to have it", () -> master.keys.missing(fresh).isEmpty());
        assertThat(replacement.advance(true).line()).contains("begin to seal with it");
        assertThat(replacement.advance(true)).isEqualTo(new Progress(false, "waits for n1 to seal with it"));
        assertThat(master.keys.keyring().keys()).containsExactly(fresh, OLD);
    }

    @Test
    void noStepIsTakenBeforeItIsKnownWhoLives() throws IOException {
        node.powerOff();
        until("n1 to be given up", () -> !master.lives("n1"));
        assertThat(replacement.advance(false).ended()).as("nothing to do").isTrue();
        replacement.begin();
        Keyring before = master.keys.keyring();
        assertThat(replacement.advance(false).line()).startsWith("waits a minute");
        assertThat(master.keys.keyring().keys()).isEqualTo(before.keys());
        assertThat(replacement.advance(true).line()).contains("begin to seal");
    }

    @Test
    void restartGoesOnWhereItEnded() throws IOException {
        replacement.begin();
        replacement = replacement();
        assertThat(replacement.isUnderWay()).isTrue();
        change(node.follower());
        assertThat(master.cluster.keyring().keys()).hasSize(1).doesNotContain(OLD);
    }

    @Test
    void nodeThatWasAwayFetchesTheKeysAndIsBack() throws IOException {
        Member away = join("n2", 2);
        String address = away.cluster.address().toString();
        until("n2 to know the others", () -> new MapView(away.map).master().isPresent());
        away.powerOff();
        until("n2 to be given up", () -> !master.lives("n2") && !node.lives("n2"));
        replacement.begin();
        assertThat(change(node.follower()))
                .last()
                .isEqualTo("the old key is worth nothing any more; when they return, these fetch the new one: n2");

        Member back = new Member("n2", address, away.identity, AuthorityPolicy.firstMet(AuthorityPin.inMemory()));
        assertThat(back.cluster.keyring().keys()).containsExactly(OLD);
        assertThatThrownBy(() -> back.meet(master))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("another key");
        assertThat(back.follower().look()).as("in vain").isEmpty();
        assertThat(back.cluster.keyring().keys())
                .isEqualTo(master.cluster.keyring().keys());
        assertThat(back.file())
                .hasContent(back.cluster.keyring().keys().getFirst().toHex());
        back.meet(master);
        until("n2 to be a member again", () -> master.lives("n2") && node.lives("n2") && back.lives("n1"));
    }

    @Test
    void strangerWithTheOldKeyGetsNothing() throws IOException {
        replacement.begin();
        change(node.follower());
        Member stranger = new Member("x", ANY, Identity.generate(), AuthorityPolicy.firstMet(AuthorityPin.inMemory()));
        assertThatThrownBy(() -> stranger.meet(master)).hasMessageContaining("another key");
        assertThat(stranger.map.snapshot()).isEmpty();
        assertThat(stranger.follower().look()).as("knows no master to ask").isEmpty();
        assertThat(stranger.cluster.keyring().keys()).containsExactly(OLD);
    }

    @Test
    void masterThatIsAwayIsNoFailureUnlessItHasOtherKeys() throws IOException {
        KeyFollower follower = new KeyFollower(new MapView(node.map), node.keys, name -> false, asked -> {
            throw new IOException("no route");
        });
        assertThat(follower.look()).isEqualTo("gossip does not hear the master, and no route");
        replacement.begin();
        until("n1 to hear of it", () -> node.keys.told("m1").size() == 2);
        assertThatThrownBy(follower::look).hasMessage("no route");
    }

    @Test
    void keysThatCannotBeKeptAreToldOf() throws IOException {
        Files.deleteIfExists(node.file());
        Files.createDirectories(node.file().resolve("full"));
        Keyring ring = Keyring.of(OLD).add(Bytes.hex("ab".repeat(32)));
        KeyFollower follower = new KeyFollower(new MapView(node.map), node.keys, name -> false, asked -> ring);
        assertThat(follower.look()).contains("cannot write the keyring");
        assertThat(node.cluster.keyring().keys()).containsExactly(OLD);
    }
}
