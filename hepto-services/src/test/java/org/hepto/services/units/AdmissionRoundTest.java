package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.hepto.services.gossip.AdmissionRules;
import org.hepto.services.gossip.JoinRequest;
import org.hepto.services.gossip.OffClock;
import org.hepto.services.helper.LocalSteps;
import org.hepto.services.node.LogLines;
import org.hepto.services.node.Node;
import org.hepto.services.steps.NodeSpec;
import org.hepto.services.steps.Steps;
import org.hepto.sml.Bytes;
import org.hepto.wg.WgPrivateKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionRoundTest {
    /** Requests for which a node has room. */
    private static final int ROOM = 64;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    @SuppressWarnings("NullAway.Init")
    private FakeCluster cluster;

    @BeforeEach
    void make() throws Exception {
        cluster = new FakeCluster(data);
    }

    private String certificate(String name) {
        return cluster.gossip.certificates.getOrDefault(name, "");
    }

    @Test
    void newcomerIsOnTheRosterWithItsCertificateAndOnTheDisk() throws Exception {
        cluster.gossip.log.clear();
        cluster.ask("n1", 1);
        cluster.round();
        assertThat(cluster.gossip.log).containsExactly("admit n1", "certificate n1", "save");
        assertThat(KnownCertificate.find(certificate("n1"))).isPresent();
        assertThat(cluster.round.roll().nodes()).extracting(NodeSpec::name).containsExactly("m1", "n1");
    }

    @Test
    void requestThatCannotBeSignedTakesNoName() throws Exception {
        cluster.gossip.ask(
                "SHA256:1",
                FakeCluster.identity(1),
                new JoinRequest(
                        "n1",
                        WgPrivateKey.generate().publicKey(),
                        "none",
                        Optional.empty(),
                        Optional.empty(),
                        FakeCluster.NOW));
        cluster.round();
        assertThat(cluster.gossip.roster()).containsExactly("m1");
        assertThat(cluster.gossip.refusals).containsKey("SHA256:1");
    }

    @Test
    void takenNameIsRefusedOnBothSides() throws Exception {
        cluster.ask("n1", 1);
        cluster.round();
        cluster.ask("n1", 2);
        cluster.round();
        assertThat(cluster.gossip.refusals.get("SHA256:2")).startsWith("the name n1 is taken; choose another --name");
        assertThat(cluster.gossip.node("n1").orElseThrow().identity()).isEqualTo(FakeCluster.identity(1));
    }

    @Test
    void manyRequestsAdmitSixteenAndAnOperatorOneMore() throws Exception {
        for (int i = 1; i <= AdmissionRules.PER_HOUR + 4; i++) {
            cluster.ask("n%02d".formatted(i), i);
            cluster.round();
        }
        int all = cluster.gossip.roster().size();
        assertThat(all).as("the master and sixteen").isEqualTo(1 + AdmissionRules.PER_HOUR);
        cluster.decisions.approve("SHA256:20");
        cluster.round();
        cluster.round();
        assertThat(cluster.gossip.roster()).contains("n20").hasSize(all + 1);
        assertThat(cluster.decisions.isApproved("SHA256:20")).isFalse();
    }

    @Test
    void tenThousandRequestsAdmitSixteenAndFillNeitherMapNorLog() throws Exception {
        String csr = cluster.csr("thief");
        Queue<String> room = new ArrayDeque<>();
        try (LogLines log = new LogLines(AdmissionRound.class)) {
            for (int i = 0; i < 10_000; i++) {
                String fingerprint = "SHA256:" + i;
                cluster.gossip.ask(fingerprint, Bytes.hex("%064x".formatted(i)), cluster.request("thief-" + i, csr));
                room.add(fingerprint);
                if (room.size() > ROOM) {
                    cluster.gossip.requests.remove(room.remove());
                }
                if (i % ROOM == 0) {
                    cluster.round();
                }
                assertThat(cluster.gossip.refusals).hasSizeLessThanOrEqualTo(ROOM);
            }
            assertThat(cluster.gossip.roster()).as("the master and sixteen").hasSize(1 + AdmissionRules.PER_HOUR);
            assertThat(log.all()).hasSize(AdmissionRules.PER_HOUR + AdmissionRound.LINES + 1);
            assertThat(log.last()).startsWith("more requests are refused within this hour");
            cluster.gossip.ask("SHA256:honest", Bytes.hex("ee".repeat(32)), cluster.request("honest", csr));
            cluster.round();
            assertThat(cluster.gossip.refusals.get("SHA256:honest")).startsWith(AdmissionRules.WAITS);
            cluster.decisions.approve("SHA256:honest");
            cluster.round();
            assertThat(cluster.gossip.roster()).contains("honest").hasSize(2 + AdmissionRules.PER_HOUR);
            assertThat(log.last()).as("this is always said").startsWith("admitted honest");
        }
    }

    @Test
    void refusalsAreLoggedAgainAfterAnHour() throws Exception {
        try (LogLines log = new LogLines(AdmissionRound.class)) {
            for (int i = 0; i < AdmissionRound.LINES + 5; i++) {
                cluster.gossip.offClock.put("SHA256:" + i, new OffClock("n" + i, Duration.ofDays(-3)));
            }
            cluster.round();
            cluster.round();
            assertThat(log.all()).hasSize(AdmissionRound.LINES + 1);
            cluster.gossip.now = FakeCluster.NOW.plus(Duration.ofHours(1));
            cluster.gossip.offClock.put("SHA256:later", new OffClock("later", Duration.ofDays(-3)));
            cluster.round();
            assertThat(log.all()).hasSize(AdmissionRound.LINES + 2);
            assertThat(log.last()).startsWith("later (SHA256:later) is not admitted");
        }
    }

    @Test
    void clockThatIsOffIsToldAndNothingIsSigned() throws Exception {
        cluster.gossip.offClock.put("SHA256:9", new OffClock("n9", Duration.ofDays(-3)));
        cluster.round();
        assertThat(cluster.gossip.refusals.get("SHA256:9")).startsWith("clock 3 days behind");
        cluster.gossip.offClock.clear();
        cluster.round();
        assertThat(cluster.gossip.refusals).isEmpty();
    }

    @Test
    void certificateIsSignedAnewAtTwoThirdsOfItsLifeAndNotBefore() throws Exception {
        cluster.ask("n1", 1);
        cluster.round();
        String first = certificate("n1");
        cluster.gossip.now = FakeCluster.NOW.plus(Duration.ofDays(4));
        // as after a start of the daemon, which knows nothing but the map
        new AdmissionRound(cluster.master, cluster.steps, cluster.decisions, cluster.gossip).run(cluster.gossip.now);
        cluster.round();
        assertThat(certificate("n1")).isEqualTo(first);
        cluster.gossip.now = FakeCluster.NOW.plus(Duration.ofDays(5));
        cluster.round();
        assertThat(certificate("n1")).isNotEqualTo(first);
    }

    @Test
    void certificateThatWasSignedByAClockThatWasAheadIsSignedAnew() throws Exception {
        cluster.gossip.now = FakeCluster.NOW.plus(Duration.ofDays(365));
        cluster.ask("n1", 1);
        cluster.round();
        cluster.gossip.now = FakeCluster.NOW;
        cluster.round();
        assertThat(KnownCertificate.find(certificate("n1")).orElseThrow().isValid(FakeCluster.NOW))
                .isTrue();
    }

    @Test
    void nameOfSeveralLinesIsOneLineOfTheLog() throws Exception {
        try (LogLines log = new LogLines(AdmissionRound.class)) {
            cluster.gossip.ask(
                    "SHA256:1",
                    FakeCluster.identity(1),
                    cluster.request("n1\n2030-01-01T00:00:00Z INFO AdmissionRound: admitted n1", "none"));
            cluster.round();
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .startsWith("a newcomer (SHA256:1) is not admitted")
                    .doesNotContain("\n");
        }
    }

    @Test
    void certificateOfMinutesIsSignedAnewOnlyWhenItIsDueAsWell() throws Exception {
        Duration life = Duration.ofMinutes(1);
        Steps steps = new LocalSteps(living(life));
        AdmissionRound round = new AdmissionRound(living(life), steps, cluster.decisions, cluster.gossip);
        cluster.ask("n1", 1);
        round.run(cluster.gossip.now);
        String first = certificate("n1");
        cluster.gossip.now = FakeCluster.NOW.plus(life.dividedBy(2));
        round.run(cluster.gossip.now);
        assertThat(certificate("n1")).isEqualTo(first);
        cluster.gossip.now = FakeCluster.NOW.plus(life.multipliedBy(2).dividedBy(3));
        round.run(cluster.gossip.now);
        assertThat(certificate("n1")).isNotEqualTo(first);
    }

    private Node living(Duration life) {
        Node master = cluster.master;
        return new Node(master.config(), master.enrollment(), master.wireguard(), master.version(), Optional.of(life));
    }

    @Test
    void nodeThatWasOffForAYearHasAValidCertificate() throws Exception {
        cluster.ask("n1", 1);
        cluster.round();
        cluster.gossip.now = FakeCluster.NOW.plus(Duration.ofDays(365));
        cluster.round();
        assertThat(KnownCertificate.find(certificate("n1")).orElseThrow().isValid(cluster.gossip.now))
                .isTrue();
    }

    @Test
    void signerAndReceiverLookTwentyTimesInALifeAtLeast() {
        assertThat(AdmissionRound.pause(cluster.master)).isEqualTo(Duration.ofSeconds(15));
        assertThat(AdmissionRound.pause(living(Duration.ofMinutes(2)))).isEqualTo(Duration.ofSeconds(6));
        assertThat(ReceivedCertificate.pause(cluster.master)).isEqualTo(Duration.ofMinutes(1));
        assertThat(ReceivedCertificate.pause(living(Duration.ofMinutes(2)))).isEqualTo(Duration.ofSeconds(6));
    }
}
