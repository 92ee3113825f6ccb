package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hepto.lab.SwitchCore.Line;
import org.hepto.lab.SwitchCore.Link;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SwitchCoreTest {
    private static final int A = 1;
    private static final int B = 2;
    private static final int C = 3;
    private static final int ALL = 0xff;

    private final SwitchCore core = new SwitchCore(7);
    private final List<String> reached = new ArrayList<>();
    private long now = 1_000_000_000L;

    @BeforeEach
    void ports() {
        core.addPort("a", "");
        core.addPort("b", "");
        core.addPort("c", "");
    }

    @Test
    void floodsWhatItDoesNotKnow() {
        send("a", A, B);
        assertThat(reached).containsExactly("b", "c");
    }

    @Test
    void learnsWhereAnAddressIs() {
        send("b", B, ALL);
        reached.clear();
        send("a", A, B);
        assertThat(reached).containsExactly("b");
    }

    @Test
    void forgetsAddressesOfARemovedPort() {
        send("b", B, ALL);
        core.removePort("b");
        core.addPort("b", "");
        reached.clear();
        send("a", A, B);
        assertThat(reached).containsExactlyInAnyOrder("b", "c");
    }

    @Test
    void sendsNothingBack() {
        send("a", A, ALL);
        reached.clear();
        send("a", B, A);
        assertThat(reached).isEmpty();
    }

    @Test
    void dropsRunts() {
        core.frame("a", new byte[13], now);
        core.deliver(now, (port, frame) -> reached.add(port));
        assertThat(reached).isEmpty();
        assertThat(core.received()).isZero();
    }

    @Test
    void delaysByTheWan() {
        core.wan(new Line(Duration.ofMillis(40), 0));
        send("a", A, ALL);
        assertThat(reached).as("at once").isEmpty();
        assertThat(core.nextDue()).isEqualTo(now + 40_000_000L);
        pass(39);
        assertThat(reached).as("too early").isEmpty();
        pass(1);
        assertThat(reached).as("in time").containsExactly("b", "c");
        assertThat(core.nextDue()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aLineIsOneDirectionOnly() {
        send("a", A, ALL);
        send("b", B, ALL);
        reached.clear();
        core.line(new Link("a", "b"), new Line(Duration.ofMillis(10), 0));
        send("a", A, B);
        send("b", B, A);
        assertThat(reached).containsExactly("a");
        pass(10);
        assertThat(reached).containsExactly("a", "b");
    }

    @Test
    void aFasterFrameOvertakes() {
        core.line(new Link("a", "c"), new Line(Duration.ofMillis(20), 0));
        core.line(new Link("b", "c"), new Line(Duration.ofMillis(5), 0));
        List<Integer> senders = new ArrayList<>();
        core.frame("a", frame(A, C), now);
        core.frame("b", frame(B, C), now);
        core.deliver(now + 30_000_000L, (port, frame) -> {
            if (port.equals("c")) {
                senders.add((int) frame[11]);
            }
        });
        assertThat(senders).containsExactly(B, A);
    }

    @Test
    void losesTheGivenShare() {
        send("b", B, ALL);
        reached.clear();
        core.wan(new Line(Duration.ZERO, 0.25));
        for (int i = 0; i < 10_000; i++) {
            send("a", A, B);
        }
        assertThat(reached.size()).isBetween(7_300, 7_700);
        assertThat(core.lost()).isEqualTo(10_000 - reached.size());
    }

    @Test
    void theSameSeedLosesTheSameFrames() {
        assertThat(survivors(3)).isEqualTo(survivors(3)).isNotEqualTo(survivors(4));
    }

    private static List<Integer> survivors(long seed) {
        SwitchCore core = new SwitchCore(seed);
        core.addPort("a", "");
        core.addPort("b", "");
        core.wan(new Line(Duration.ZERO, 0.5));
        List<Integer> survivors = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            core.frame("a", frame(A, B), i);
            core.deliver(i, (port, frame) -> survivors.add(number));
        }
        return survivors;
    }

    @Test
    void aPartitionCutsBothDirectionsUntilHealed() {
        core.partition(List.of("a"), List.of("b", "c"));
        send("a", A, ALL);
        send("b", B, ALL);
        assertThat(reached).containsExactly("c");
        assertThat(core.partitioned()).isEqualTo(3);
        core.heal();
        reached.clear();
        send("a", A, ALL);
        assertThat(reached).containsExactly("b", "c");
    }

    @Test
    void refusesNonsense() {
        assertThatThrownBy(() -> new Line(Duration.ofMillis(-1), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Line(Duration.ZERO, 1.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Line(Duration.ZERO, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    private void send(String port, int from, int to) {
        core.frame(port, frame(from, to), now);
        core.deliver(now, (to1, frame) -> reached.add(to1));
    }

    private void pass(int milliseconds) {
        now += milliseconds * 1_000_000L;
        core.deliver(now, (port, frame) -> reached.add(port));
    }

    private static byte[] frame(int from, int to) {
        byte[] frame = new byte[60];
        frame[0] = (byte) (to == ALL ? ALL : 0);
        frame[5] = (byte) to;
        frame[11] = (byte) from;
        return frame;
    }
}
