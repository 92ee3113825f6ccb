package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.Role;
import org.hepto.services.node.TestNodes;
import org.hepto.utils.Linux;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused: the commands that succeed replace the process. */
class NodeEntryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    @Test
    void directoryWithoutANodeIsRefusedByItsName() {
        NodePaths paths = TestNodes.config(Role.MASTER, "test", "n1", data).paths();
        assertThatThrownBy(() -> NodeEntry.exec(paths, List.of("crictl", "ps")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(paths.data().toString())
                .hasMessageNotContaining("\n");
    }

    @Test
    void nodeThatDoesNotRunIsSaidSo() throws IOException {
        NodeConfig config = TestNodes.config(Role.MASTER, "no-such-cluster", "of-a-test", data);
        Files.createDirectories(config.paths().data());
        config.write();
        assertThatThrownBy(() -> NodeEntry.exec(config.paths(), List.of("crictl", "ps")))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        Linux.geteuid() == 0
                                ? "the node in %s does not run"
                                        .formatted(config.paths().data())
                                : "entering a node needs root: sudo java -jar hepto.jar crictl");
    }

    @Test
    void classesWithoutAJarHaveNoApplets() {
        assertThatThrownBy(() -> NodeEntry.execJar(List.of("kubectl"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("this is not hepto.jar");
    }
}
