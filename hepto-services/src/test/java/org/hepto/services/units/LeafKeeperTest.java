package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hepto.daeman.FatalUnitException;
import org.hepto.pekahi.Certificates;
import org.hepto.services.helper.LocalSteps;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.node.TestNodes;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeafKeeperTest {
    private static final Leaf LEAF = Leaf.of(PkiFiles.ADMIN, Leaf.client("someone"), Authority.CLUSTER);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private final StandingContext context = new StandingContext();
    private final List<String> renewed = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @SuppressWarnings("NullAway.Init")
    private Steps steps;

    @SuppressWarnings("NullAway.Init")
    private LeafKeeper keeper;

    @BeforeEach
    void makeAuthorities() throws Exception {
        node = TestNodes.master(data);
        steps = new LocalSteps(node);
        steps.run(new Step.IssueAuthorities(context.now));
        keeper = new LeafKeeper(steps, renewed::addAll);
    }

    /** A file in the place of the directory: nothing can be written there, as on a full disk. */
    private void spoil() throws IOException {
        Path pki = node.paths().pki();
        Files.move(pki, pki.resolveSibling("kept"));
        Files.createFile(pki);
    }

    private void repair() throws IOException {
        Path pki = node.paths().pki();
        Files.delete(pki);
        Files.move(pki.resolveSibling("kept"), pki);
    }

    private Instant end() throws IOException {
        Path file = node.pki().leaf(PkiFiles.ADMIN).certificate();
        return Certificates.parsePem(Files.readString(file))
                .getFirst()
                .getNotAfter()
                .toInstant();
    }

    @Test
    void aDiskThatFailsIsNoReasonToGiveUp() throws Exception {
        spoil();
        assertThatThrownBy(() -> new Authorities(node, steps).start(context))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(FatalUnitException.class);
    }

    @Test
    void aRenewalThatFailsIsTriedAgainUntilItSucceeds() throws Exception {
        keeper.keep(List.of(LEAF), context);
        spoil();
        context.now = StandingContext.NOW.plus(Duration.ofDays(25));
        renewed.clear();
        context.tasks.getLast().run();
        pass(Duration.ofHours(1));
        assertThat(renewed).isEmpty();
        repair();
        pass(Duration.ofMinutes(59));
        assertThat(renewed).as("not tried all the time").isEmpty();
        pass(Duration.ofMinutes(1));
        assertThat(renewed).containsExactly(PkiFiles.ADMIN);
        assertThat(end()).isEqualTo(context.now.plus(Duration.ofDays(30)));
        assertThat(context.failures).as("nothing is restarted for it").isEmpty();
    }

    @Test
    void copyThatCouldNotBeWrittenIsWrittenByTheNextRound() throws Exception {
        List<String> asked = new ArrayList<>();
        LeafKeeper copying = new LeafKeeper(steps, names -> {
            asked.addAll(names);
            if (asked.size() == 2) {
                throw new IOException("no space left on device");
            }
        });
        copying.keep(List.of(LEAF), context);
        pass(Duration.ofDays(25));
        assertThat(end()).isEqualTo(context.now.plus(Duration.ofDays(30)));
        pass(Duration.ofHours(1));
        assertThat(asked).hasSize(3).containsOnly(PkiFiles.ADMIN);
        pass(Duration.ofHours(12));
        assertThat(asked).hasSize(3);
    }

    private void pass(Duration time) {
        context.now = context.now.plus(time);
        context.tasks.getLast().run();
    }

    @Test
    void whatIsNotDueIsLeftAlone() throws Exception {
        List<Step> asked = new ArrayList<>();
        LeafKeeper counting = new LeafKeeper(
                (step, missing) -> {
                    asked.add(step);
                    return steps.run(step, missing);
                },
                renewed::addAll);
        counting.keep(List.of(LEAF), context);
        for (int minute = 1; minute < 12 * 60; minute++) {
            pass(Duration.ofMinutes(1));
        }
        assertThat(asked).hasSize(1);
        assertThat(context.delays).containsOnly(Duration.ofMinutes(1));
        pass(Duration.ofMinutes(1));
        assertThat(asked).as("a look, twice a day").hasSize(2);
        assertThat(renewed).containsExactly(PkiFiles.ADMIN);
    }

    @Test
    void aClockThatIsSetForwardsAfterTheStartLeavesNoCertificateThatHasEnded() throws Exception {
        keeper.keep(List.of(LEAF), context);
        assertThat(context.delays).as("how long it may last").containsExactly(Duration.ofMinutes(1));
        pass(Duration.ofDays(90));
        assertThat(end()).isEqualTo(context.now.plus(Duration.ofDays(30)));
    }

    @Test
    void aClockThatIsSetBackLeavesNoCertificateThatIsNotValidYet() throws Exception {
        context.now = StandingContext.NOW.plus(Duration.ofDays(365));
        keeper.keep(List.of(LEAF), context);
        context.now = StandingContext.NOW;
        context.tasks.getLast().run();
        assertThat(end()).isEqualTo(StandingContext.NOW.plus(Duration.ofDays(30)));
    }

    @Test
    void aShortLifeIsWatchedMoreOften() throws Exception {
        // two thirds of the minute and of the sixth of it for clocks that are behind
        keeper.keep(List.of(LEAF.life(Duration.ofMinutes(1))), context);
        assertThat(context.delays)
                .singleElement()
                .satisfies(delay -> assertThat(delay).isLessThan(Duration.ofSeconds(40)));
    }

    @Test
    void aShortLifeThatCannotBeRenewedIsTriedAgainBeforeItsEnd() throws Exception {
        Duration life = Duration.ofMinutes(3);
        keeper.keep(List.of(LEAF.life(life)), context);
        spoil();
        context.now = StandingContext.NOW.plus(Duration.ofMinutes(2));
        context.tasks.getLast().run();
        assertThat(context.delays).endsWith(life.dividedBy(20));
    }

    @Test
    void whatIsWantedOtherwiseIsMadeAgain() throws Exception {
        keeper.keep(List.of(LEAF), context);
        renewed.clear();
        keeper.keep(List.of(Leaf.of(PkiFiles.ADMIN, Leaf.client("another"), Authority.CLUSTER)), context);
        assertThat(renewed).containsExactly(PkiFiles.ADMIN);
    }

    @Test
    void aTimerThatFiresAfterTheStopDoesNothing() throws Exception {
        keeper.keep(List.of(LEAF), context);
        keeper.stop();
        context.now = StandingContext.NOW.plus(Duration.ofDays(25));
        renewed.clear();
        context.tasks.getLast().run();
        assertThat(renewed).isEmpty();
        assertThat(context.delays).hasSize(1);
    }

    @Test
    void aCertificateNeverBringsItsAuthorityIntoBeing() throws Exception {
        Files.delete(node.pki().authorityKey(Authority.CLUSTER));
        assertThatThrownBy(() -> keeper.keep(List.of(LEAF), context))
                .isInstanceOf(FatalUnitException.class)
                .hasMessageContaining("ca.key: is missing");
    }

    @Test
    void aClockThatIsWrongNeedsTheOperator() {
        context.now = Instant.EPOCH;
        assertThatThrownBy(() -> keeper.keep(List.of(LEAF), context))
                .isInstanceOf(FatalUnitException.class)
                .hasMessageContaining("set the clock");
    }
}
