package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodePathsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    @BeforeEach
    void makeWhatIsNoNode() throws IOException {
        Files.createDirectories(data.resolve("images"));
        Files.createDirectories(data.resolve("test/half-made"));
        Files.writeString(data.resolve("node.properties"), "");
    }

    private void make(String node) throws IOException {
        Files.createDirectories(data.resolve(node));
        Files.writeString(data.resolve(node).resolve("node.properties"), "");
    }

    @Test
    void onlyNodeNeedsNoName() throws IOException {
        make("test/n1");
        assertThat(select(null, null)).isEqualTo(data.resolve("test/n1"));
        assertThat(select("test", null)).isEqualTo(data.resolve("test/n1"));
        assertThat(select(null, "n1")).isEqualTo(data.resolve("test/n1"));
    }

    @Test
    void severalNodesAreToldApartByClusterAndName() throws IOException {
        make("test/n1");
        make("test/n2");
        make("other/n1");
        assertThat(select("other", null)).isEqualTo(data.resolve("other/n1"));
        assertThat(select(null, "n2")).isEqualTo(data.resolve("test/n2"));
        assertThat(select("test", "n1")).isEqualTo(data.resolve("test/n1"));
        assertThatThrownBy(() -> select(null, "n1"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there are several nodes in " + data)
                .hasMessageContaining("test/n1")
                .hasMessageContaining("other/n1")
                .hasMessageNotContaining("n2");
    }

    @Test
    void noNodeIsSaidSo() {
        assertThatThrownBy(() -> select(null, null))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("there is no such node in " + data);
        assertThatThrownBy(() -> NodePaths.select(data.resolve("nowhere"), Optional.empty(), Optional.of("n1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("there is no such node in ");
    }

    // what a shell left of a pattern must not end in a stack trace, nor choose
    @Test
    void namesAreNoPatterns() throws IOException {
        make("test/n1");
        for (String name : new String[] {"[", "{a", "*", "n?", "n[1]", "../test/n1", "\\"}) {
            assertThatThrownBy(() -> select(null, name))
                    .as(name)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("there is no such node in ");
        }
    }

    private Path select(@Nullable String cluster, @Nullable String name) {
        return NodePaths.select(data, Optional.ofNullable(cluster), Optional.ofNullable(name))
                .data();
    }
}
