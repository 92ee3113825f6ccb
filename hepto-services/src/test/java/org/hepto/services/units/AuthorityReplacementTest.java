package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.hepto.services.node.Authority;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Step;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityReplacementTest {
    private static final Duration PAUSE = Duration.ofMinutes(6);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    @SuppressWarnings("NullAway.Init")
    private FakeCluster cluster;

    @SuppressWarnings("NullAway.Init")
    private AuthorityReplacement replacement;

    @BeforeEach
    void admitTwo() throws Exception {
        cluster = new FakeCluster(data);
        cluster.ask("n1", 1);
        cluster.ask("n2", 2);
        cluster.round();
        cluster.gossip.install("n1");
        cluster.gossip.install("n2");
        cluster.gossip.living.add("n2");
        replacement = restarted();
        replacement.tellAuthorities();
    }

    private AuthorityReplacement restarted() {
        // long ago: who is there is known
        Instant started = FakeCluster.NOW.minus(Duration.ofDays(1));
        return new AuthorityReplacement(
                cluster.master, cluster.steps, cluster.decisions, cluster.gossip, PAUSE, started);
    }

    private void roundAfter(Duration passed) throws Exception {
        cluster.gossip.now = cluster.gossip.now.plus(passed);
        replacement.dismiss();
        cluster.round();
        replacement.round(cluster.gossip.now);
    }

    private Path bundle() {
        return cluster.master.pki().authority(Authority.NODES);
    }

    private boolean isOfNewest(String pem) throws IOException {
        return KnownCertificate.find(pem).orElseThrow().isSignedBy(KnownCertificate.read(bundle()));
    }

    private String certificate(String name) {
        return cluster.gossip.certificates.getOrDefault(name, "");
    }

    @Test
    void forgottenCertificateIsOfNoAuthorityAtTheEndAndTheOthersAre() throws Exception {
        String forgotten = certificate("n1");
        Path own = cluster.master.pki().leaf(PkiFiles.NODE).certificate();
        cluster.decisions.forget("n1");

        roundAfter(Duration.ZERO);
        assertThat(cluster.gossip.roster()).containsExactlyInAnyOrder("m1", "n2");
        assertThat(KnownCertificate.count(bundle())).isEqualTo(2);
        assertThat(cluster.gossip.cluster().orElseThrow().nodeAuthorities()).isEqualTo(Files.readString(bundle()));
        assertThat(isOfNewest(certificate("n2"))).as("not all trust it yet").isFalse();

        roundAfter(PAUSE);
        assertThat(isOfNewest(certificate("n2"))).isTrue();
        assertThat(isOfNewest(Files.readString(own))).isTrue();
        assertThat(cluster.decisions.awaitProgress("n1", ""))
                .hasValueSatisfying(line -> assertThat(line).contains("n2"));

        roundAfter(PAUSE);
        assertThat(KnownCertificate.count(bundle()))
                .as("n2 has not installed its own")
                .isEqualTo(2);
        cluster.gossip.install("n2");
        roundAfter(Duration.ofSeconds(15));
        assertThat(KnownCertificate.count(bundle())).as("n2 may not use it yet").isEqualTo(2);

        roundAfter(PAUSE);
        assertThat(KnownCertificate.count(bundle())).isEqualTo(1);
        assertThat(isOfNewest(forgotten)).isFalse();
        assertThat(cluster.gossip.cluster().orElseThrow().nodeAuthorities()).isEqualTo(Files.readString(bundle()));
        assertThat(KnownCertificate.count(cluster.master.pki().clientAuthorities()))
                .isEqualTo(2);
        assertThat(cluster.decisions.leaving()).isEmpty();
    }

    @Test
    void nobodyShowsACertificateThatTheApiserverDoesNotTrustYet() throws Exception {
        cluster.decisions.forget("n1");
        roundAfter(Duration.ZERO);
        cluster.apiAnswers = false;
        assertThatThrownBy(() -> roundAfter(PAUSE)).hasMessageContaining("does not answer");
        assertThat(isOfNewest(certificate("n2"))).isFalse();
        cluster.apiAnswers = true;
        roundAfter(Duration.ofSeconds(15));
        assertThat(cluster.refreshes).isOne();
        assertThat(isOfNewest(certificate("n2"))).isTrue();
    }

    @Test
    void nodeThatIsOffGetsItsOwnAndIsNotWaitedFor() throws Exception {
        cluster.gossip.living.clear();
        cluster.decisions.forget("n1");
        roundAfter(Duration.ZERO);
        roundAfter(PAUSE);
        roundAfter(PAUSE);
        assertThat(cluster.decisions.leaving()).isEmpty();
        assertThat(isOfNewest(certificate("n2"))).isTrue();
    }

    @Test
    void daemonThatDiesMeanwhileGoesOn() throws Exception {
        cluster.decisions.forget("n1");
        roundAfter(Duration.ZERO);
        roundAfter(PAUSE);
        Decisions read = Decisions.of(cluster.master);
        assertThat(read.revocation()).isEqualTo(cluster.decisions.revocation());
        replacement = restarted();
        cluster.gossip.install("n2");
        roundAfter(Duration.ZERO);
        roundAfter(PAUSE);
        assertThat(cluster.decisions.leaving()).isEmpty();
    }

    @Test
    void afterAStartThoseAreWaitedForThatMayComeBack() throws Exception {
        cluster.gossip.living.clear();
        cluster.decisions.forget("n1");
        roundAfter(Duration.ZERO);
        roundAfter(PAUSE);
        replacement = new AuthorityReplacement(
                cluster.master, cluster.steps, cluster.decisions, cluster.gossip, PAUSE, cluster.gossip.now);
        roundAfter(Duration.ofSeconds(59));
        assertThat(cluster.decisions.awaitProgress("n1", ""))
                .hasValueSatisfying(line -> assertThat(line).contains("with n2"));
    }

    @Test
    void clockThatIsSetBackAfterAStartHasNobodyWaitedForWhoIsAway() throws Exception {
        cluster.gossip.living.clear();
        cluster.decisions.forget("n1");
        roundAfter(Duration.ZERO);
        replacement = new AuthorityReplacement(
                cluster.master,
                cluster.steps,
                cluster.decisions,
                cluster.gossip,
                PAUSE,
                cluster.gossip.now.plus(Duration.ofDays(365)));
        roundAfter(PAUSE);
        roundAfter(PAUSE);
        assertThat(cluster.decisions.leaving()).isEmpty();
    }

    @Test
    void authorityThatWasNotToldIsToldByTheNextRound() throws Exception {
        cluster.decisions.forget("n1");
        roundAfter(Duration.ZERO);
        cluster.gossip.record = null; // as if the round had been broken off before
        roundAfter(Duration.ofSeconds(15));
        assertThat(cluster.gossip.cluster().orElseThrow().nodeAuthorities()).isEqualTo(Files.readString(bundle()));
    }

    @Test
    void replacementThatWasBrokenOffIsBegunAgain() throws Exception {
        cluster.steps.run(new Step.ReplaceNodesAuthority(FakeCluster.NOW));
        roundAfter(Duration.ZERO);
        assertThat(KnownCertificate.count(bundle())).isEqualTo(3);
        roundAfter(PAUSE);
        cluster.gossip.install("n2");
        roundAfter(Duration.ZERO);
        roundAfter(PAUSE);
        assertThat(KnownCertificate.count(bundle())).isEqualTo(1);
    }

    @Test
    void newcomerMayTakeTheNameWhenAllIsDone() throws Exception {
        cluster.decisions.forget("n1");
        roundAfter(Duration.ZERO);
        cluster.ask("n1", 3);
        roundAfter(PAUSE);
        assertThat(cluster.gossip.refusals.get("SHA256:3")).contains("is being forgotten");
        cluster.gossip.install("n2");
        roundAfter(Duration.ofSeconds(1));
        roundAfter(PAUSE);
        roundAfter(Duration.ofSeconds(1));
        assertThat(cluster.gossip.node("n1").orElseThrow().identity()).isEqualTo(FakeCluster.identity(3));
    }
}
