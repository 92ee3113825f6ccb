package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.hepto.sml.Address;
import org.hepto.sml.Bytes;
import org.hepto.sml.ClusterException;
import org.hepto.sml.ClusterOptions;
import org.hepto.sml.MemberEvent;
import org.hepto.sml.Node;
import org.hepto.sml.NodeStateType;
import org.hepto.sml.Timing;
import org.junit.jupiter.api.Test;

/** The agent inside this JVM; integration-tests run it as a process, beside real memberlist nodes. */
class GossipAgentTest {
    /** Generous: the machine may be loaded. */
    private static final int TRIES = 6000;

    private final List<String> notices = new CopyOnWriteArrayList<>();

    private static ClusterOptions options(String name) {
        return ClusterOptions.named(name, "[::1]:0").withTiming(Timing.LOCAL).withMeta(Bytes.utf8("meta of " + name));
    }

    private GossipAgent start(String name, List<String> lines, String... joins) {
        return GossipAgent.start(options(name), List.of(joins), lines::add, notices::add);
    }

    private GossipAgent start(String name, String... joins) {
        return start(name, new CopyOnWriteArrayList<>(), joins);
    }

    private static String await(List<String> lines, Predicate<String> fits) throws InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            for (String line : lines) {
                if (fits.test(line)) {
                    return line;
                }
            }
            Thread.sleep(20);
        }
        throw new AssertionError("not among " + lines);
    }

    private static String join(GossipAgent agent) {
        return "{\"event\":\"join\",\"node\":\"%s\",\"address\":\"%s\",\"meta\":\"meta of %1$s\",\"incarnation\":1}"
                .formatted(agent.cluster().name(), agent.cluster().address());
    }

    @Test
    void writesOneJsonObjectPerChangeAndBeginsWithItself() throws InterruptedException {
        List<String> first = new CopyOnWriteArrayList<>();
        try (GossipAgent one = start("one", first)) {
            assertThat(first).containsExactly(join(one));
            try (GossipAgent two = start("two", one.cluster().address().toString())) {
                two.join();
                assertThat(await(first, line -> line.contains("\"node\":\"two\"")))
                        .isEqualTo(join(two));
            }
            await(first, line -> line.contains("\"event\":\"leave\",\"node\":\"two\""));
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void aHostThatIsNoneIsRefusedBeforeAnythingIsWritten() {
        List<String> lines = new CopyOnWriteArrayList<>();
        assertThatThrownBy(() -> start("n", lines, "[::1]:1", "somewhere:0"))
                .isInstanceOf(ClusterException.class)
                .hasMessage("'somewhere:0' has no port between 1 and 65535");
        assertThatThrownBy(() -> start("", lines)).isInstanceOf(ClusterException.class);
        assertThat(lines).isEmpty();
    }

    @Test
    void aSecondNodeOfTheSameNameIsRefused() throws InterruptedException {
        try (GossipAgent one = start("twin");
                GossipAgent two = start("twin", one.cluster().address().toString())) {
            assertThatThrownBy(two::join)
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("the node at " + one.cluster().address())
                    .hasMessageContaining("choose another name");
            await(notices, line -> line.startsWith("two nodes are called 'twin'"));
            assertThat(one.cluster().living()).hasSize(1);
        }
    }

    @Test
    void joiningEndsWhenTheAgentIsClosed() throws InterruptedException {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        GossipAgent agent = start("n", "[::1]:1");
        Thread joining = Thread.ofPlatform()
                .uncaughtExceptionHandler((t, e) -> failures.add(e))
                .start(() -> {
                    try {
                        agent.join();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        await(notices, line -> line.startsWith("no node answered: [::1]:1: "));
        agent.close();
        joining.join();
        assertThat(failures).isEmpty();
        assertThat(notices).hasSize(1);
    }

    @Test
    void whatOtherNodesTellIsEscaped() {
        Node node = new Node(
                "a\"b\\c/\n\u00e9\u009b",
                new Address(Bytes.hex("fd000000000000000000000000000001"), 7946),
                Bytes.utf8("\u001b[2J\ud83d\ude00"),
                4_294_967_295L,
                NodeStateType.SUSPECT);
        assertThat(GossipAgent.line(new MemberEvent(MemberEvent.Type.SUSPECT, node)))
                .isEqualTo("{\"event\":\"suspect\",\"node\":\"a\\\"b\\\\c/\\n\\u00E9\\u009B\","
                        + "\"address\":\"[fd00::1]:7946\",\"meta\":\"\\u001B[2J\\uD83D\\uDE00\","
                        + "\"incarnation\":4294967295}");
    }
}
