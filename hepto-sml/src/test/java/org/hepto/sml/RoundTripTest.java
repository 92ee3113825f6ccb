package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.hepto.sml.Message.Ack;
import org.hepto.sml.Message.Alive;
import org.hepto.sml.Message.Dead;
import org.hepto.sml.Message.IndirectPing;
import org.hepto.sml.Message.Ping;
import org.junit.jupiter.api.Test;

/** How long probes take, measured by one state machine with everything around it played by the test. */
class RoundTripTest {

    private static final Address OTHER = Simulation.address(1);
    private static final long TIMEOUT = Timing.WAN.millis().probeTimeout();

    private final Recorder out = new Recorder();
    private final Swim swim = out.swim(new Counters());

    /** Runs the state machine until it asks again; returns the time. */
    private long nextProbe() {
        out.sent.clear();
        while (true) {
            long now = swim.nextWake();
            swim.tick(now);
            if (out.sent.stream().anyMatch(Ping.class::isInstance)) {
                return now;
            }
        }
    }

    private void ack(long now) {
        Ping asked = out.sent.stream()
                .filter(Ping.class::isInstance)
                .map(Ping.class::cast)
                .findFirst()
                .orElseThrow();
        swim.received(new Ack(asked.seq(), Bytes.EMPTY), OTHER, now);
    }

    private void probe(long millis) {
        ack(nextProbe() + millis);
    }

    private void meet(long incarnation) {
        swim.received(new Alive(incarnation, "other", OTHER, Bytes.EMPTY, Vsn.OURS), OTHER, 0);
    }

    @Test
    void theFirstAnswerIsTakenAsItIs() {
        meet(1);
        assertThat(swim.roundTrip("other")).isEmpty();
        probe(80);
        assertThat(swim.roundTrip("other")).contains(Duration.ofMillis(80));
        assertThat(swim.roundTrip("self")).isEmpty();
        assertThat(swim.roundTrip("unknown")).isEmpty();
    }

    @Test
    void laterAnswersMoveItByAQuarter() {
        meet(1);
        probe(80);
        probe(40);
        assertThat(swim.roundTrip("other")).contains(Duration.ofMillis(70));
        probe(71);
        assertThat(swim.roundTrip("other")).contains(Duration.ofMillis(70).plusNanos(250_000));
    }

    @Test
    void whatTheClockCannotTellIsInTheMean() {
        meet(1);
        for (int i = 0; i < 40; i++) {
            probe(i % 2);
        }
        assertThat(swim.roundTrip("other").orElseThrow())
                .as("half a millisecond, on a clock of milliseconds")
                .isBetween(Duration.ofNanos(400_000), Duration.ofNanos(600_000));
    }

    @Test
    void whatComesByWayOfOthersOrLateDoesNotCount() {
        meet(1);
        swim.received(new Alive(1, "helper", Simulation.address(2), Bytes.EMPTY, Vsn.OURS), OTHER, 0);
        long asked = nextProbe();
        while (swim.nextWake() <= asked + TIMEOUT) {
            swim.tick(swim.nextWake());
        }
        assertThat(out.sent).anyMatch(IndirectPing.class::isInstance);
        ack(asked + TIMEOUT);
        assertThat(swim.roundTrip("other")).isEmpty();
        assertThat(swim.roundTrip("helper")).isEmpty();
    }

    @Test
    void anAnswerBeforeALateTimerDoesNotCountEither() {
        meet(1);
        ack(nextProbe() + TIMEOUT);
        assertThat(swim.roundTrip("other")).isEmpty();
    }

    @Test
    void theSecondAnswerToAQuestionDoesNotCount() {
        meet(1);
        long asked = nextProbe();
        ack(asked + 80);
        ack(asked + 200);
        assertThat(swim.roundTrip("other")).contains(Duration.ofMillis(80));
    }

    @Test
    void itIsForgottenWithTheMember() {
        meet(1);
        probe(80);
        long asked = nextProbe();
        swim.received(new Dead(1, "other", "x"), OTHER, asked);
        assertThat(swim.roundTrip("other")).isEmpty();
        ack(asked + 10);
        assertThat(swim.roundTrip("other")).as("a dead node's answer").isEmpty();
        meet(2);
        probe(20);
        assertThat(swim.roundTrip("other")).as("nothing of its earlier life").contains(Duration.ofMillis(20));
        swim.received(new Dead(2, "other", "other"), OTHER, 0);
        assertThat(swim.roundTrip("other")).as("it has left").isEmpty();
    }
}
