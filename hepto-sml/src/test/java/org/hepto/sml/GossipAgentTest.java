package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GossipAgentTest {

    private static GossipAgent.Options options(String name, String key, List<String> joins) {
        return new GossipAgent.Options(name, "[::1]:0", null, "", key, joins, "meta of " + name, "local");
    }

    @Test
    void writesOneJsonObjectPerChange() {
        var first = new Events<String>();
        try (GossipAgent one = GossipAgent.start(options("one", "", List.of()), first::add)) {
            String address = one.cluster().address().toString();
            try (GossipAgent two = GossipAgent.start(options("two", "", List.of(address)), line -> {})) {
                String join = first.await("join", line -> line.contains("\"join\""));
                assertThat(join)
                        .isEqualTo("{\"event\":\"join\",\"node\":\"two\",\"address\":\""
                                + two.cluster().address() + "\",\"meta\":\"meta of two\",\"incarnation\":1}");
            }
            first.await("leave", line -> line.contains("\"event\":\"leave\",\"node\":\"two\""));
        }
    }

    @Test
    void badInputIsAnsweredWithOneLineThatSaysWhatToDo() {
        assertThatThrownBy(() -> GossipAgent.start(options("n", "abcd", List.of()), line -> {}))
                .isInstanceOf(ClusterException.class)
                .hasMessage("the gossip key has 2 bytes: give 16, 24 or 32 (32, 48 or 64 hex digits)");
        assertThatThrownBy(() -> GossipAgent.start(options("n", "xy", List.of()), line -> {}))
                .hasMessageContaining("not hexadecimal");
        assertThatThrownBy(() -> GossipAgent.start(options("n", "", List.of("nowhere.invalid")), line -> {}))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("'nowhere.invalid' is not known");
        assertThatThrownBy(() -> GossipAgent.start(options("n", "", List.of("[::1]:1")), line -> {}))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("no node answered");
    }

    @Test
    void aSecondNodeOfTheSameNameIsRefused() {
        try (GossipAgent one = GossipAgent.start(options("twin", "", List.of()), line -> {})) {
            List<String> joins = List.of(one.cluster().address().toString());
            assertThatThrownBy(() -> GossipAgent.start(options("twin", "", joins), line -> {}))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageContaining("choose another name");
        }
    }

    @Test
    void textIsEscaped() {
        assertThat(GossipAgent.quoted("a\"b\\c\n\u00e9")).isEqualTo("\"a\\\"b\\\\c\\u000a\\u00e9\"");
    }
}
