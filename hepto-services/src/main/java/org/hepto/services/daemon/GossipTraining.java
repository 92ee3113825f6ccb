package org.hepto.services.daemon;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hepto.services.gossip.Entries;
import org.hepto.services.gossip.JoinRequest;
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
import org.hepto.sml.MapKey;
import org.hepto.sml.MapListener;
import org.hepto.sml.MapOptions;
import org.hepto.sml.ReplicatedMap;
import org.hepto.sml.Roster;
import org.hepto.sml.Timing;
import org.hepto.wg.WgPrivateKey;

/** Has an authority admit a newcomer on loopback, at ports that are free, so that the JVM learns the classes of gossip. */
final class GossipTraining {
    private static final Duration STEP = Duration.ofMillis(200);

    /** Each step is waited for at most so often. */
    private static final int LOOKS = 25;

    private GossipTraining() {}

    static int run() throws InterruptedException {
        Identity authority = Identity.generate();
        Identity newcomer = Identity.generate();
        try (Cluster cluster = Cluster.start(options("authority"), new ClusterListener() {});
                ReplicatedMap map = ReplicatedMap.attach(
                        cluster, MapOptions.of("training", authority, AuthorityPolicy.of(authority)), new Silent())) {
            String address = cluster.address().toString();
            new Roster(map).admit("authority", authority.publicKey());
            AuthorityPolicy policy = AuthorityPolicy.firstMet(AuthorityPin.inMemory());
            try (Cluster observer = Cluster.start(
                            options("newcomer").withAnchors(List.of(address)).asObserver(), new ClusterListener() {});
                    ReplicatedMap asking =
                            ReplicatedMap.attach(observer, MapOptions.of("training", newcomer, policy), new Silent())) {
                asking.request(
                        Entries.REQUEST,
                        new JoinRequest(
                                "newcomer",
                                WgPrivateKey.generate().publicKey(),
                                "csr",
                                Optional.empty(),
                                Optional.empty(),
                                Instant.now()));
                for (int i = 0; i < LOOKS && map.requests().isEmpty(); i++) {
                    Thread.sleep(STEP);
                }
                new Roster(map).admit("newcomer", newcomer.publicKey());
                map.put("newcomer", MapKey.text(AuthorityPolicy.ABOUT + "record"), "training");
                observer.exchange(address).join();
            }
            return member(address, newcomer, policy);
        }
    }

    private static int member(String anchor, Identity identity, AuthorityPolicy policy) throws InterruptedException {
        try (Cluster cluster = Cluster.start(options("newcomer"), new ClusterListener() {});
                ReplicatedMap map =
                        ReplicatedMap.attach(cluster, MapOptions.of("training", identity, policy), new Silent())) {
            cluster.exchange(anchor).join();
            map.put(MapKey.text("endpoints"), "training");
            KeyRotation keys = new KeyRotation(map);
            keys.take(keys.keyring());
            for (int i = 0; i < LOOKS && cluster.living().size() < 2; i++) {
                Thread.sleep(STEP);
            }
            map.restore(map.save());
            Thread.sleep(STEP.multipliedBy(LOOKS / 2)); // a few probes
            return map.snapshot().size();
        }
    }

    private static ClusterOptions options(String name) {
        return ClusterOptions.named(name, "[::1]:0")
                .withLabel("training")
                .withKeyring(Keyring.of(Bytes.of(new byte[32])))
                .withTiming(Timing.LOCAL);
    }

    /** Listens to nothing. */
    private static final class Silent implements MapListener {
        @Override
        public void changed(EntryChange change) {}
    }
}
