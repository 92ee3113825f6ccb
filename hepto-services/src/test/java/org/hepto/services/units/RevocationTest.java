package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.hepto.services.units.Revocation.Action;
import org.hepto.services.units.Revocation.Holder;
import org.hepto.services.units.Revocation.Situation;
import org.junit.jupiter.api.Test;

class RevocationTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration PAUSE = Duration.ofMinutes(6);

    private static final Holder OLD = new Holder("n2", false, true, true);
    private static final Holder GIVEN = new Holder("n2", true, false, true);
    private static final Holder DONE = new Holder("n2", true, true, true);

    private static Situation situation(int authorities, Instant now, Holder... holders) {
        return new Situation(authorities, List.of(holders), PAUSE, now);
    }

    private static Revocation begun() {
        return Revocation.NONE.forget("n1").begun(Set.of("n1"), NOW);
    }

    @Test
    void nothingIsDoneAsLongAsNobodyIsForgotten() {
        assertThat(Revocation.NONE.next(situation(1, NOW, OLD))).isInstanceOf(Action.Rest.class);
    }

    @Test
    void eachStepFollowsWhenTheOneBeforeHasReachedAll() {
        assertThat(Revocation.NONE.forget("n1").next(situation(1, NOW, OLD))).isInstanceOf(Action.Replace.class);
        Revocation begun = begun();
        assertThat(begun.next(situation(2, NOW.plusSeconds(359), OLD))).isInstanceOf(Action.Hold.class);
        Instant trusted = NOW.plus(PAUSE);
        assertThat(begun.next(situation(2, trusted, OLD))).isEqualTo(new Action.Reissue(List.of("n2")));
        assertThat(begun.next(situation(2, trusted, GIVEN)))
                .isEqualTo(new Action.Hold("waits until its new certificate is with n2"));
        assertThat(begun.next(situation(2, trusted, DONE))).isInstanceOf(Action.Settle.class);
        Revocation settled = begun.settled(trusted);
        assertThat(settled.next(situation(2, trusted, DONE))).isInstanceOf(Action.Hold.class);
        assertThat(settled.next(situation(2, trusted.plus(PAUSE), DONE))).isInstanceOf(Action.Drop.class);
        assertThat(settled.ended()).isEqualTo(Revocation.NONE);
    }

    @Test
    void nodeThatIsOffIsNotWaitedFor() {
        Holder off = new Holder("n3", true, false, false);
        assertThat(begun().next(situation(2, NOW.plus(PAUSE), DONE, off))).isInstanceOf(Action.Settle.class);
    }

    @Test
    void whoIsForgottenMeanwhileWaitsForTheNextTime() {
        Revocation both = begun().forget("n3").forget("n1");
        assertThat(both.names()).containsExactly("n1", "n3");
        assertThat(both.ended().names()).containsExactly("n3");
        assertThat(both.ended().next(situation(1, NOW, DONE))).isInstanceOf(Action.Replace.class);
    }

    // the authority that signs may have signed it while it was made
    @Test
    void whoIsStillOnTheRosterWhenAnAuthorityIsMadeWaitsForTheNextOne() {
        Revocation begun = Revocation.NONE.forget("n1").forget("n3").begun(Set.of("n1"), NOW);
        assertThat(begun.leaving()).containsExactly("n1");
        assertThat(begun.queued()).containsExactly("n3");
    }

    @Test
    void replacementThatWasBrokenOffBeforeItWasNotedBeginsAgain() {
        assertThat(Revocation.NONE.next(situation(2, NOW, OLD))).isInstanceOf(Action.Replace.class);
        assertThat(Revocation.NONE.forget("n1").next(situation(2, NOW, OLD))).isInstanceOf(Action.Replace.class);
    }

    @Test
    void clockThatIsSetBackCostsOnePause() {
        Instant before = NOW.minus(Duration.ofDays(400));
        Revocation begun = begun().at(before);
        assertThat(begun.next(situation(2, before.plus(PAUSE), OLD))).isInstanceOf(Action.Reissue.class);
        assertThat(begun().at(NOW.plusSeconds(1))).isEqualTo(begun());
    }

    @Property
    void trustEndsOnlyAfterBothPausesAndWithAllWhoAreThere(
            @ForAll @IntRange(max = 1000) int toSettled,
            @ForAll @IntRange(max = 1000) int toNow,
            @ForAll @Size(max = 4) List<boolean[]> flags) {
        flags.forEach(f -> Assume.that(f.length >= 3));
        List<Holder> holders =
                flags.stream().map(f -> new Holder("n", f[0], f[1], f[2])).toList();
        Instant settledAt = NOW.plusSeconds(toSettled);
        Instant now = settledAt.plusSeconds(toNow);
        Action action = begun().settled(settledAt).next(new Situation(2, holders, PAUSE, now));
        boolean all = holders.stream().allMatch(holder -> holder.signed() && (holder.installed() || !holder.awaited()));
        boolean passed = !now.isBefore(settledAt.plus(PAUSE)) && !now.isBefore(NOW.plus(PAUSE));
        assertThat(action instanceof Action.Drop).isEqualTo(all && passed);
    }
}
