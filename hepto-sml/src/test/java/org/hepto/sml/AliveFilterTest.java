package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hepto.sml.Message.Alive;
import org.hepto.sml.Message.Dead;
import org.hepto.sml.Message.NodeState;
import org.hepto.sml.Message.Suspect;
import org.junit.jupiter.api.Test;

/** A filter that lets in whose meta data begin with "ours", and fails at "broken". */
class AliveFilterTest {

    private static final Address OTHER = Simulation.address(1);

    private final Recorder out = new Recorder();
    private final Counters counters = new Counters();
    private final List<Node> asked = new ArrayList<>();
    private final Swim swim = out.swim(Timing.WAN, counters, false, this::admits);

    private boolean admits(Node node) {
        asked.add(node);
        String meta = node.meta().toUtf8();
        if (meta.equals("broken")) {
            throw new IllegalStateException("a filter that fails");
        }
        if (meta.equals("deep")) {
            throw new StackOverflowError("a filter that fails badly");
        }
        return meta.startsWith("ours");
    }

    private static Alive alive(String name, int place, long incarnation, String meta) {
        return new Alive(incarnation, name, Simulation.address(place), Bytes.utf8(meta), Vsn.OURS);
    }

    private void receive(Message message) {
        swim.received(message, OTHER, 0);
    }

    private long refused() {
        return counters.get(WireException.Reason.NOT_ADMITTED);
    }

    private Stream<String> told() {
        return out.events.stream()
                .map(event -> event.type() + " " + event.node().name());
    }

    @Test
    void aNodeThatIsNotAdmittedIsNoMemberAndNoEvent() {
        receive(alive("friend", 1, 1, "ours"));
        receive(alive("stranger", 2, 1, "theirs"));
        assertThat(swim.knows("friend")).isTrue();
        assertThat(swim.knows("stranger")).isFalse();
        assertThat(told()).containsExactly("JOIN friend");
        assertThat(refused()).isEqualTo(1);
        assertThat(counters.snapshot()).containsEntry("refused-not-admitted", 1L);
        assertThat(swim.peers().addresses()).as("it is not looked for").containsExactly(Simulation.address(1));
        assertThat(asked.getLast())
                .isEqualTo(new Node("stranger", Simulation.address(2), Bytes.utf8("theirs"), 1, NodeStateType.ALIVE));
    }

    @Test
    void aStateIsTakenWithoutTheNodesThatAreNotAdmitted() {
        String refusal = swim.merge(
                List.of(
                        new NodeState(alive("stranger", 2, 1, "theirs"), NodeStateType.ALIVE),
                        new NodeState(alive("friend", 1, 1, "ours"), NodeStateType.ALIVE),
                        new NodeState(alive("ghost", 3, 1, "theirs"), NodeStateType.SUSPECT)),
                0);
        assertThat(refusal).isNull();
        assertThat(told()).containsExactly("JOIN friend");
        assertThat(refused()).isEqualTo(1);
    }

    @Test
    void anObserverSeesOnlyTheNodesThatAreAdmitted() {
        Swim observer = out.swim(Timing.WAN, counters, true, this::admits);
        List<NodeState> state = List.of(
                new NodeState(alive("stranger", 2, 1, "theirs"), NodeStateType.ALIVE),
                new NodeState(alive("friend", 1, 1, "ours"), NodeStateType.ALIVE));
        assertThat(observer.pushPullDone(OTHER, state, 0)).isNull();
        assertThat(told()).containsExactly("JOIN friend");
        assertThat(refused()).isEqualTo(1);
    }

    @Test
    void aFilterThatFailsRefuses() {
        receive(alive("n", 1, 1, "broken"));
        receive(alive("m", 2, 1, "deep"));
        assertThat(swim.members()).hasSize(1);
        assertThat(refused()).isEqualTo(2);
        receive(alive("friend", 3, 1, "ours"));
        assertThat(swim.knows("friend")).isTrue();
    }

    @Test
    void itIsAskedWhenSomethingIsNewAndAboutATwinOfThisNode() {
        receive(alive("friend", 1, 2, "ours"));
        receive(alive("friend", 1, 2, "ours"));
        receive(alive("friend", 1, 1, "ours"));
        assertThat(asked).hasSize(1);
        receive(alive("friend", 1, 3, "ours too"));
        assertThat(asked).hasSize(2);
        receive(alive("self", 0, 5, "theirs"));
        assertThat(asked).as("what is said of this node itself").hasSize(2);
        receive(alive("self", 9, 5, "theirs"));
        assertThat(asked).hasSize(3);
        assertThat(told()).containsExactly("JOIN friend", "UPDATE friend");
        assertThat(refused()).isEqualTo(1);
        receive(alive("self", 9, 5, "ours"));
        assertThat(told()).containsExactly("JOIN friend", "UPDATE friend", "CONFLICT self");
    }

    /** A filter as a mesh has it: each name has one address. */
    @Test
    void anAliveMessageWithAnotherAddressThanTheFilterWantsIsDroppedAndCountedWhereverItComes() {
        Swim strict = out.swim(
                Timing.WAN,
                counters,
                false,
                node -> node.address().equals(Simulation.address(node.name().equals("self") ? 0 : 1)));
        strict.received(alive("friend", 7, 1, ""), OTHER, 0);
        strict.merge(List.of(new NodeState(alive("friend", 7, 2, ""), NodeStateType.ALIVE)), 0);
        assertThat(strict.pushPullDone(
                        OTHER, List.of(new NodeState(alive("friend", 7, 3, ""), NodeStateType.ALIVE)), 0))
                .isNull();
        strict.received(alive("self", 7, 9, ""), OTHER, 0);
        strict.merge(List.of(new NodeState(alive("self", 7, 9, ""), NodeStateType.ALIVE)), 0);
        assertThat(strict.members()).extracting(Member::name).containsExactly("self");
        assertThat(refused()).isEqualTo(5);
        strict.received(alive("friend", 1, 1, ""), OTHER, 0);
        strict.received(alive("friend", 7, 5, ""), OTHER, 0);
        assertThat(strict.members()).hasSize(2);
        assertThat(told()).containsExactly("JOIN friend");
        assertThat(refused()).isEqualTo(6);
    }

    @Test
    void aClaimToAMembersNameIsNotToldIfTheClaimantIsNotAdmitted() {
        receive(alive("friend", 1, 1, "ours"));
        receive(alive("friend", 7, 9, "theirs"));
        assertThat(told()).containsExactly("JOIN friend");
        receive(new Dead(1, "friend", "friend"));
        receive(alive("friend", 7, 9, "theirs"));
        assertThat(told()).containsExactly("JOIN friend", "LEAVE friend");
        receive(alive("friend", 7, 9, "ours"));
        assertThat(told()).containsExactly("JOIN friend", "LEAVE friend", "JOIN friend");
    }

    @Test
    void aMemberThatIsNoLongerAdmittedCannotObject() {
        receive(alive("friend", 1, 1, "ours"));
        receive(alive("friend", 1, 2, "theirs"));
        assertThat(told()).containsExactly("JOIN friend");
        receive(new Suspect(1, "friend", "x"));
        receive(alive("friend", 1, 3, "theirs"));
        assertThat(told()).containsExactly("JOIN friend", "SUSPECT friend");
    }

    @Test
    void aNodeKeepsStrangersOutThatOthersLetIn() {
        try (JavaPeer strict = JavaPeer.start("strict", options -> options.withAliveFilter(this::admits));
                JavaPeer open = JavaPeer.start("open", options -> options.withMeta(Bytes.utf8("ours")));
                JavaPeer stranger = JavaPeer.start("stranger")) {
            strict.join(open.address());
            stranger.join(open.address());
            open.awaitLiving(3);
            stranger.awaitLiving(3);
            Events.until("the stranger is refused", () -> strict.counter("refused-not-admitted") > 0);
            assertThat(strict.cluster.members()).extracting(Node::name).containsExactlyInAnyOrder("strict", "open");
            assertThat(strict.changes.all())
                    .noneMatch(event -> event.node().name().equals("stranger"));
        }
    }
}
