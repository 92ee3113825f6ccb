package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.hepto.daeman.StopReason;
import org.hepto.services.gossip.AdmissionRules;
import org.hepto.services.gossip.Entries;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.gossip.JoinRequest;
import org.hepto.services.gossip.LoopbackGossip;
import org.hepto.services.gossip.NodeRecord;
import org.hepto.services.helper.LocalSteps;
import org.hepto.services.node.Node;
import org.hepto.services.node.Role;
import org.hepto.services.node.TestNodes;
import org.hepto.services.steps.Step;
import org.hepto.sml.Cluster;
import org.hepto.sml.ClusterListener;
import org.hepto.sml.Identity;
import org.hepto.sml.SignedRequests;
import org.hepto.wg.WgKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A stolen key in a real cluster of a master and a member on one machine. Signatures take most of the time, so it is a part
 * of the requests only unless {@code -Dhepto.flood.requests=10000} asks for all; {@link AdmissionRoundTest} has all without
 * signatures.
 */
class RequestFloodTest {
    private static final int REQUESTS = Integer.getInteger("hepto.flood.requests", 400);

    /** Messages, each with more requests than there is room for, to the member and to the master in turn. */
    private static final int BATCHES = 4;

    /** Requests for which a node has room. */
    private static final int ROOM = 64;

    /** What a node's entries and those about it may have together. */
    private static final int BYTES_OF_A_NODE = 12 * 1024;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private Node node(Role role, String name) {
        return TestNodes.node(TestNodes.config(role, "test", name, data.resolve(name)));
    }

    private static WgKey randomKey() {
        byte[] bytes = new byte[WgKey.BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        return new WgKey(bytes);
    }

    private static JoinRequest request(String name, String csr) {
        return new JoinRequest(name, randomKey(), csr, Optional.empty(), Optional.empty(), Instant.now());
    }

    private static boolean asks(Gossip at, String name) {
        return at.view().requests().values().stream()
                .anyMatch(request -> request.name().equals(name));
    }

    private static void flood(Cluster thief, Gossip at, int batch, String csr) throws InterruptedException {
        Map<Identity, JoinRequest> requests = new LinkedHashMap<>();
        String last = "";
        for (int i = 0; i < REQUESTS / BATCHES; i++) {
            last = "thief-%d-%d".formatted(batch, i);
            requests.put(Identity.generate(), request(last, csr));
        }
        InetSocketAddress to = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), LoopbackGossip.port(at));
        SignedRequests.send(thief, to, "test", Entries.REQUEST, requests).join();
        String newest = last;
        LoopbackGossip.await(
                newest + " is heard",
                () -> asks(at, newest) || at.view().roster().contains(newest));
    }

    /** As they do by themselves, but seldom: a node whose room is full passes no request on at once. */
    private static void exchange(Gossip from, Gossip to, BooleanSupplier until) throws InterruptedException {
        for (int i = 0; i < 100 && !until.getAsBoolean(); i++) {
            from.exchange(LoopbackGossip.address(to));
            for (int j = 0; j < 20 && !until.getAsBoolean(); j++) {
                Thread.sleep(20);
            }
        }
        assertThat(until.getAsBoolean()).isTrue();
    }

    @Test
    void floodOfRequestsAdmitsSixteenAndAnHonestOneIsHeard() throws Exception {
        Node master = node(Role.MASTER, "m1");
        IssuedNode.issueAll(master, Instant.now());
        Decisions decisions = Decisions.of(master);
        Admissions admissions = new Admissions(master, new LocalSteps(master), decisions, Duration.ofMinutes(6));
        StandingContext context = new StandingContext();
        context.now = Instant.now();
        Node honest = node(Role.NODE, "honest");
        String csr = new LocalSteps(honest).line(new Step.RequestCertificate());
        try (Gossip authority = LoopbackGossip.join(master);
                Gossip door = LoopbackGossip.join(node(Role.NODE, "n1"), authority);
                Gossip newcomer = LoopbackGossip.observe(honest, door);
                Cluster thief = Cluster.start(LoopbackGossip.options("thief"), new ClusterListener() {})) {
            context.values.put(Member.KEY, authority);
            admissions.start(context);
            authority.admit(
                    "n1",
                    door.identity(),
                    new NodeRecord(randomKey(), TestNodes.NETWORK.podRange(1), Optional.empty(), false, csr));
            LoopbackGossip.await("n1 is a node", () -> door.view().roster().contains("n1") && authority.isLiving("n1"));
            for (int batch = 0; batch < BATCHES; batch++) {
                flood(thief, batch % 2 == 0 ? door : authority, batch, csr);
                assertThat(authority.view().requests()).hasSizeLessThanOrEqualTo(ROOM);
                assertThat(door.view().requests()).hasSizeLessThanOrEqualTo(ROOM);
            }
            newcomer.request(request("honest", csr));
            exchange(newcomer, door, () -> asks(door, "honest"));
            exchange(
                    door,
                    authority,
                    () -> authority
                            .view()
                            .refusal(newcomer.fingerprint())
                            .filter(reason -> reason.startsWith(AdmissionRules.WAITS))
                            .isPresent());
            assertThat(authority.view().roster())
                    .as("the master and sixteen, of which one was there before")
                    .hasSize(1 + AdmissionRules.PER_HOUR);
            authority.save();
            assertThat(Files.size(master.paths().map()))
                    .as("sixteen nodes and the refusals of a full room")
                    .isLessThan((1 + AdmissionRules.PER_HOUR + 2) * BYTES_OF_A_NODE);

            decisions.approve(newcomer.fingerprint());
            exchange(
                    door,
                    authority,
                    () -> authority
                            .view()
                            .node("honest")
                            .filter(node -> node.certificate().isPresent())
                            .isPresent());
            exchange(newcomer, door, () -> newcomer.view().node("honest").isPresent());
            assertThat(authority.view().roster()).hasSize(2 + AdmissionRules.PER_HOUR);
        } finally {
            admissions.stop(StopReason.GOING_DOWN);
        }
    }
}
