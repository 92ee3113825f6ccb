package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hepto.sml.Message.Ack;
import org.hepto.sml.Message.Alive;
import org.hepto.sml.Message.Dead;
import org.hepto.sml.Message.IndirectPing;
import org.hepto.sml.Message.Nack;
import org.hepto.sml.Message.NodeState;
import org.hepto.sml.Message.Ping;
import org.hepto.sml.Message.Suspect;
import org.junit.jupiter.api.Test;

/** One state machine with everything around it played by the test. */
class SwimTest {

    private static final Address SELF = Simulation.address(0);
    private static final Address OTHER = Simulation.address(1);

    private final Recorder out = new Recorder();
    private final Counters counters = new Counters();
    private final Swim swim = out.swim(counters);

    private static Alive alive(String name, int place, long incarnation) {
        return new Alive(incarnation, name, Simulation.address(place), Bytes.EMPTY, Vsn.OURS);
    }

    private void receive(Message message) {
        swim.received(message, OTHER, 0);
    }

    private Member member(String name) {
        return swim.members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void tickUntil(long end) {
        for (long wake = swim.nextWake(); wake <= end; wake = swim.nextWake()) {
            swim.tick(wake);
        }
    }

    private <T extends Message> List<T> sent(Class<T> type) {
        return out.sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void pingsForThisNodeAreAnsweredToTheirSource() {
        receive(new Ping(7, "self", Simulation.address(5), "x"));
        assertThat(sent(Ack.class)).containsExactly(new Ack(7, Bytes.EMPTY));
        assertThat(out.receivers.getFirst()).isEqualTo(Simulation.address(5));
        receive(new Ping(8, "", null, ""));
        assertThat(out.receivers.getLast()).isEqualTo(OTHER);
        receive(new Ping(9, "somebody else", null, ""));
        assertThat(sent(Ack.class)).hasSize(2);
    }

    @Test
    void aRelayPassesTheAckOnUnderTheRequestersNumber() {
        receive(new IndirectPing(70, Simulation.address(3), "target", true, Simulation.address(5), "asker"));
        Ping relayed = sent(Ping.class).getFirst();
        assertThat(relayed.node()).isEqualTo("target");
        receive(new Ack(relayed.seq(), Bytes.EMPTY));
        assertThat(sent(Ack.class)).containsExactly(new Ack(70, Bytes.EMPTY));
        tickUntil(4000);
        assertThat(sent(Nack.class)).isEmpty();
    }

    @Test
    void namesThatNoMemberCanHaveAreNeitherRememberedNorPassedOn() {
        String huge = "x".repeat(Limits.NAME_OF_OTHERS + 1);
        receive(alive("other", 1, 1));
        receive(new Suspect(1, "other", huge));
        assertThat(member("other").status()).isEqualTo(NodeStateType.ALIVE);
        assertThat(counters.snapshot()).containsEntry("refused-oversized", 1L);
        receive(new IndirectPing(70, Simulation.address(3), huge, true, null, ""));
        assertThat(sent(Ping.class)).isEmpty();
        receive(new Suspect(1, "other", huge.substring(1)));
        assertThat(member("other").status()).isEqualTo(NodeStateType.SUSPECT);
    }

    @Test
    void accusationsAndRelaysThatAreOverTakeNoRoom() {
        for (int i = 1; i <= 10_000; i++) {
            receive(alive("other", 1, i));
            receive(new Suspect(i, "other", "x"));
            receive(new IndirectPing(i, Simulation.address(3), "target", true, null, ""));
            receive(new Ack(sent(Ping.class).getLast().seq(), Bytes.EMPTY));
            out.sent.clear();
        }
        assertThat(member("other").status()).isEqualTo(NodeStateType.SUSPECT);
        assertThat(swim.waiting()).isLessThan(200);
    }

    @Test
    void aRelayThatHearsNothingSaysSo() {
        receive(new IndirectPing(70, Simulation.address(3), "target", true, null, ""));
        receive(new IndirectPing(71, Simulation.address(3), "target", false, null, ""));
        tickUntil(3100);
        assertThat(sent(Nack.class)).containsExactly(new Nack(70));
    }

    @Test
    void aSilentNodeIsAskedThroughOthersAndOverAStreamAndThenSuspected() {
        receive(alive("other", 1, 1));
        receive(alive("helper", 2, 1));
        tickUntil(13_000);
        assertThat(sent(Ping.class)).isNotEmpty();
        assertThat(sent(IndirectPing.class)).isNotEmpty();
        assertThat(out.streamPings).isNotEmpty();
        tickUntil(40_000);
        assertThat(out.events).anyMatch(event -> event.type() == MemberEvent.Type.SUSPECT);
        tickUntil(120_000);
        assertThat(out.events)
                .anyMatch(event -> event.type() == MemberEvent.Type.FAILED
                        && event.node().name().equals("other"));
    }

    @Test
    void aNodeThatHearsFromNobodyDoubtsItselfUntilItIsAnswered() {
        assertThat(swim.health()).isZero();
        receive(new Suspect(1, "self", "x"));
        assertThat(swim.health()).isEqualTo(1);
        receive(alive("other", 1, 1));
        tickUntil(20_000);
        assertThat(swim.health()).isGreaterThan(1);
        receive(alive("other", 1, 2));
        for (long wake = swim.nextWake(); wake < 100_000; wake = swim.nextWake()) {
            long now = wake;
            swim.tick(now);
            sent(Ping.class).forEach(ping -> swim.received(new Ack(ping.seq(), Bytes.EMPTY), OTHER, now));
        }
        assertThat(swim.health()).isZero();
    }

    @Test
    void onlyAMemberThatIsGoneIsForgotten() {
        receive(alive("dead", 1, 1));
        receive(alive("left", 2, 1));
        receive(alive("living", 3, 1));
        receive(new Dead(1, "dead", "x"));
        receive(new Dead(1, "left", "left"));
        int told = out.events.size();
        List.of("dead", "left", "living", "self", "unknown").forEach(swim::forget);
        assertThat(swim.members()).extracting(Member::name).containsExactlyInAnyOrder("self", "living");
        assertThat(swim.peers().addresses()).isEmpty();
        assertThat(out.events).as("no event tells of it").hasSize(told);
        receive(new Suspect(1, "dead", "x"));
        assertThat(swim.knows("dead")).isFalse();
        receive(alive("dead", 1, 1));
        assertThat(swim.knows("dead")).as("until it is heard of").isTrue();
    }

    @Test
    void anAnswerOverTheStreamIsEnough() {
        receive(alive("other", 1, 1));
        for (long wake = swim.nextWake(); wake < 100_000; wake = swim.nextWake()) {
            swim.tick(wake);
            out.streamPings.forEach(ping -> swim.streamAck(ping.seq()));
        }
        assertThat(member("other").alive()).isTrue();
        assertThat(counters.get(Counters.Event.PROBES_BY_STREAM_ONLY)).isPositive();
    }

    @Test
    void olderNewsIsIgnored() {
        receive(alive("other", 1, 5));
        receive(new Suspect(4, "other", "x"));
        receive(new Dead(4, "other", "x"));
        receive(new Suspect(9, "unknown", "x"));
        assertThat(member("other").status()).isEqualTo(NodeStateType.ALIVE);
        receive(new Suspect(5, "other", "x"));
        receive(alive("other", 1, 5));
        assertThat(member("other").status())
                .as("only a higher incarnation refutes")
                .isEqualTo(NodeStateType.SUSPECT);
        receive(alive("other", 1, 6));
        assertThat(member("other").status()).isEqualTo(NodeStateType.ALIVE);
    }

    @Test
    void accusationsOfThisNodeAreRefutedAboveTheAccusedIncarnation() {
        receive(new Dead(41, "self", "x"));
        assertThat(member("self").incarnation()).isEqualTo(42);
        receive(new Suspect(42, "self", "x"));
        assertThat(member("self").incarnation()).isEqualTo(43);
        receive(new Alive(50, "self", SELF, Bytes.utf8("not mine"), Vsn.OURS));
        assertThat(member("self").incarnation()).isEqualTo(51);
        assertThat(counters.get(Counters.Event.REFUTATIONS)).isEqualTo(3);
    }

    @Test
    void theHighestIncarnationIsRefutedByTheFirstOnesAfterIt() {
        for (int i = 0; i < 3; i++) {
            receive(new Suspect(0xffff_ffffL, "self", "x"));
            receive(new Dead(0xffff_ffffL, "self", "x"));
        }
        assertThat(member("self").alive()).isTrue();
        assertThat(member("self").snapshot().incarnation()).isEqualTo(6);
        swim.meta(Bytes.utf8("new"), 0);
        assertThat(member("self").snapshot().incarnation()).isEqualTo(7);
        receive(alive("other", 1, 0xffff_fffeL));
        receive(alive("other", 1, 2));
        assertThat(member("other").snapshot().incarnation()).isEqualTo(2);
        receive(new Dead(0xffff_fffeL, "other", "x"));
        assertThat(member("other").alive()).as("that was before the wrap").isTrue();
    }

    @Test
    void aNameThatFitsIntoAPacketOfGoIsAMemberAndALongerOneIsNot() {
        receive(alive("n".repeat(Limits.NAME_OF_OTHERS), 1, 1));
        receive(alive("n".repeat(Limits.NAME_OF_OTHERS + 1), 2, 1));
        assertThat(swim.members()).hasSize(2);
        assertThat(counters.get(WireException.Reason.OVERSIZED)).isEqualTo(1);
    }

    @Test
    void newsThatFitsIntoNoPacketDoesNotWaitForEver() {
        String name = "n".repeat(Limits.NAME_OF_OTHERS);
        receive(new Alive(1, name, OTHER, Bytes.wrap(new byte[Limits.META]), Vsn.OURS));
        assertThat(swim.knows(name)).isTrue();
        assertThat(counters.get(Counters.Event.BROADCASTS_DROPPED)).isEqualTo(1);
    }

    @Test
    void aTurnThatFailsIsNotTheLast() {
        var failing = new Recorder() {
            private int failures = 3;

            @Override
            public void packet(Address to, List<Encoded> messages, boolean checksum) {
                if (failures-- > 0) {
                    throw new IllegalStateException("no network");
                }
                super.packet(to, messages, checksum);
            }

            @Override
            public void pushPull(Address to, boolean join) {
                super.pushPull(to, join);
                throw new IllegalStateException("no network");
            }
        };
        Swim unlucky = failing.swim(counters);
        unlucky.received(alive("other", 1, 1), OTHER, 0);
        int failures = 0;
        for (long wake = unlucky.nextWake(); wake <= 600_000; wake = unlucky.nextWake()) {
            try {
                unlucky.tick(wake);
            } catch (IllegalStateException e) {
                failures++;
            }
            failing.streamPings.forEach(ping -> unlucky.streamAck(ping.seq()));
        }
        assertThat(failures).isGreaterThan(3);
        assertThat(failing.sent.stream().filter(Ping.class::isInstance).count()).isGreaterThan(50);
        assertThat(failing.pulls).hasSizeGreaterThan(5);
    }

    @Test
    void anotherNodeUnderThisNameIsAConflict() {
        receive(alive("self", 9, 50));
        assertThat(out.events).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(MemberEvent.Type.CONFLICT);
            assertThat(event.node().address()).isEqualTo(Simulation.address(9));
        });
        assertThat(member("self").incarnation()).isEqualTo(1);
    }

    @Test
    void aStateThatNamesTheDeadIsOnlySuspicion() {
        receive(alive("a", 1, 1));
        receive(alive("b", 2, 1));
        receive(alive("c", 3, 1));
        String refusal = swim.merge(
                List.of(
                        new NodeState(alive("a", 1, 1), NodeStateType.DEAD),
                        new NodeState(alive("b", 2, 1), NodeStateType.SUSPECT),
                        new NodeState(alive("c", 3, 1), NodeStateType.LEFT),
                        new NodeState(alive("d", 4, 1), NodeStateType.ALIVE)),
                0);
        assertThat(refusal).isNull();
        assertThat(member("a").status()).isEqualTo(NodeStateType.SUSPECT);
        assertThat(member("b").status()).isEqualTo(NodeStateType.SUSPECT);
        assertThat(member("c").status()).isEqualTo(NodeStateType.LEFT);
        assertThat(member("d").status()).isEqualTo(NodeStateType.ALIVE);
    }

    @Test
    void versionsThatDoNotFitRefuseTheWholeMerge() {
        Bytes future = Bytes.of(new byte[] {6, 9, 7, 0, 0, 0});
        var stranger = new Alive(1, "stranger", OTHER, Bytes.EMPTY, future);
        assertThat(swim.merge(List.of(new NodeState(stranger, NodeStateType.ALIVE)), 0))
                .isEqualTo("node 'stranger' speaks protocol 7, not within 6..5");
        assertThat(swim.members()).hasSize(1);
    }

    @Test
    void implausibleNodesAreIgnoredAndTheirNumberIsBounded() {
        receive(new Alive(1, "", OTHER, Bytes.EMPTY, Vsn.OURS));
        receive(new Alive(1, "short", new Address(Bytes.of(new byte[] {1}), 5), Bytes.EMPTY, Vsn.OURS));
        receive(new Alive(1, "versions", OTHER, Bytes.EMPTY, Bytes.of(new byte[] {0, 0, 0, 0, 0, 0})));
        assertThat(swim.members()).hasSize(1);
        for (int i = 1; i < 500; i++) {
            receive(alive("n" + i, i, 1));
        }
        assertThat(swim.members()).hasSize(Recorder.MAX_MEMBERS);
    }

    @Test
    void leavingIsSentAndNotRefuted() {
        receive(alive("other", 1, 1));
        swim.leave(0);
        assertThat(swim.left()).isFalse();
        receive(new Dead(1, "self", "x"));
        assertThat(counters.get(Counters.Event.REFUTATIONS)).isZero();
        tickUntil(10_000);
        assertThat(swim.left()).isTrue();
        assertThat(sent(Dead.class)).allMatch(Dead::left).isNotEmpty();
    }

    @Test
    void aSuspectHearsTheGoodByeToo() {
        receive(alive("other", 1, 1));
        receive(new Suspect(1, "other", "x"));
        swim.leave(0);
        assertThat(swim.left()).isFalse();
        tickUntil(10_000);
        assertThat(swim.left()).isTrue();
        assertThat(sent(Dead.class)).contains(new Dead(1, "self", "self"));
    }

    @Test
    void aLongPauseIsNotMadeUpFor() {
        receive(alive("other", 1, 1));
        tickUntil(20_000);
        out.sent.clear();
        swim.tick(3_600_000);
        assertThat(sent(Ping.class)).hasSizeLessThan(4);
    }

    @Test
    void packetsNeverExceedTheirSizeWithEveryLayer() {
        var wire = new Wire(new Label("a label"), Keyring.of(Vectors.KEY_256), false, new SecureRandom());
        var encoder = new PacketEncoder(wire);
        var sizes = new ArrayList<Integer>();
        Outbox measuring = new Recorder() {
            @Override
            public void packet(Address to, List<Encoded> messages, boolean checksum) {
                var parts =
                        messages.stream().map(encoded -> encoded.bytes().raw()).toList();
                sizes.add(encoder.encode(parts, checksum).length);
            }
        };
        int space = ClusterOptions.PACKET_SIZE - wire.overhead();
        var config = new SwimConfig("self", SELF, Bytes.EMPTY, Timing.WAN, space, 1000, false, AliveFilter.ALL);
        var busy = new Swim(config, new SplittableRandom(3), measuring, counters, 0);
        for (int i = 1; i < 300; i++) {
            busy.received(
                    new Alive(1, "n" + i, Simulation.address(i), Bytes.wrap(new byte[i % 200]), Vsn.OURS), OTHER, 0);
            busy.broadcast("subject " + i, Bytes.wrap(new byte[i]));
        }
        for (long wake = busy.nextWake(); wake <= 20_000; wake = busy.nextWake()) {
            busy.tick(wake);
        }
        assertThat(sizes).hasSizeGreaterThan(50).allMatch(size -> size <= ClusterOptions.PACKET_SIZE);
        assertThat(sizes).as("packets are filled").anyMatch(size -> size > ClusterOptions.PACKET_SIZE - 50);
    }
}
