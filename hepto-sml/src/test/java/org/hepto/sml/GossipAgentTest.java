package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The agent inside this JVM; integration-tests run it as a process, beside real memberlist nodes. */
class GossipAgentTest {

    private final Events<String> notices = new Events<>();

    private static GossipAgent.Options options(String name, String key, List<String> joins) {
        return new GossipAgent.Options(name, "[::1]:0", null, "", key, joins, "meta of " + name, "local");
    }

    private GossipAgent start(GossipAgent.Options options, Events<String> lines) {
        return GossipAgent.start(options, lines::add, notices::add);
    }

    private GossipAgent start(GossipAgent.Options options) {
        return start(options, new Events<>());
    }

    @Test
    void writesOneJsonObjectPerChangeAndBeginsWithItself() throws InterruptedException {
        var first = new Events<String>();
        try (GossipAgent one = start(options("one", "", List.of()), first)) {
            String address = one.cluster().address().toString();
            assertThat(first.all())
                    .containsExactly("{\"event\":\"join\",\"node\":\"one\",\"address\":\"" + address
                            + "\",\"meta\":\"meta of one\",\"incarnation\":1}");
            try (GossipAgent two = start(options("two", "", List.of(address)))) {
                two.join();
                String join = first.await("join", line -> line.contains("\"node\":\"two\""));
                assertThat(join)
                        .isEqualTo("{\"event\":\"join\",\"node\":\"two\",\"address\":\""
                                + two.cluster().address() + "\",\"meta\":\"meta of two\",\"incarnation\":1}");
            }
            first.await("leave", line -> line.contains("\"event\":\"leave\",\"node\":\"two\""));
        }
        assertThat(notices.all()).isEmpty();
    }

    @Test
    void badInputIsAnsweredWithOneLineThatSaysWhatToDo() {
        assertThatThrownBy(() -> start(options("n", "abcd", List.of())))
                .isInstanceOf(ClusterException.class)
                .hasMessage("the gossip key has 2 bytes: give 16, 24 or 32 (32, 48 or 64 hex digits)");
        assertThatThrownBy(() -> start(options("n", "xy", List.of()))).hasMessageContaining("not hexadecimal");
        assertThatThrownBy(() -> start(options("n", "", List.of("[::1]:1", "somewhere:0"))))
                .isInstanceOf(ClusterException.class)
                .hasMessage("'somewhere:0' has no port between 1 and 65535");
        assertThatThrownBy(() -> start(options("", "", List.of()))).isInstanceOf(ClusterException.class);
    }

    @Test
    void aSecondNodeOfTheSameNameIsRefused() {
        try (GossipAgent one = start(options("twin", "", List.of()));
                GossipAgent two = start(
                        options("twin", "", List.of(one.cluster().address().toString())))) {
            assertThatThrownBy(two::join)
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("the node at " + one.cluster().address())
                    .hasMessageContaining("choose another name");
            notices.await("notice of the first", line -> line.startsWith("two nodes are called 'twin'"));
            assertThat(one.cluster().living()).hasSize(1);
        }
    }

    @Test
    void joiningEndsWhenTheAgentIsClosed() throws InterruptedException {
        GossipAgent agent = start(options("n", "", List.of("[::1]:1")));
        var failures = new Events<Throwable>();
        Thread joining = Thread.ofPlatform()
                .uncaughtExceptionHandler((t, e) -> failures.add(e))
                .start(() -> {
                    try {
                        agent.join();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        notices.await("notice", line -> line.startsWith("no node answered: [::1]:1: "));
        agent.close();
        joining.join();
        assertThat(failures.all()).isEmpty();
        assertThat(notices.all()).hasSize(1);
    }

    @Test
    void textIsEscaped() {
        assertThat(GossipAgent.quoted("a\"b\\c\n\u00e9")).isEqualTo("\"a\\\"b\\\\c\\u000a\\u00e9\"");
    }
}
