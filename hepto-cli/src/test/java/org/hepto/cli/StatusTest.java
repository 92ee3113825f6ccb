package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hepto.services.control.ControlClient;
import org.hepto.services.control.NodeUnavailableException;
import org.hepto.services.node.NodePaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTest {
    private final FakeServices services = new FakeServices();

    @TempDir
    private Path data;

    @Test
    void readyNodeIsATableAndZero() {
        assertThat(services.run("status", "--cluster=far", "--data=/d")).isZero();
        assertThat(services.calls).containsExactly("select /d far ?", "status /d/far/n");
        assertThat(services.out.toString()).startsWith("n1 of cluster test, master, fd00::1, ready\n");
    }

    @Test
    void nodeThatIsNotReadyIsATableAndThree() {
        services.status = Statuses.of(false);
        assertThat(services.run("status")).isEqualTo(3);
        assertThat(services.out.toString()).startsWith("n1 of cluster test, master, fd00::1, not ready\n");
        assertThat(services.err.toString()).isEmpty();
    }

    @Test
    void nodeThatDoesNotRunIsALineAndThree() {
        services.failure = catchThrowableOfType(
                NodeUnavailableException.class, () -> new ControlClient(new NodePaths(data)).status());
        assertThat(services.run("status")).isEqualTo(3);
        assertThat(services.err.toString())
                .startsWith("hepto: the node in %s does not run (".formatted(data))
                .hasLineCount(1);
        assertThat(services.out.toString()).isEmpty();
    }

    @Test
    void jsonIsOneObject() {
        services.status = Statuses.of(false);
        assertThat(services.run(Map.of("HEPTO_NAME", "berlin"), "status", "--json"))
                .isEqualTo(3);
        assertThat(services.calls).containsExactly("select /var/lib/hepto ? berlin", "status /var/lib/hepto/c/berlin");
        assertThat(services.out.toString())
                .startsWith("{\n  \"cluster\" : \"test\",\n")
                .endsWith("}\n")
                .contains("\"ready\" : false", "\"name\" : \"kubelet\"", "\"memoryAnonymousBytes\"");
    }

    @Test
    void waitIsForANodeThatNeedNotBeThere() {
        assertThat(services.run("status", "--wait", "60", "--name=berlin", "--data=/d"))
                .isZero();
        assertThat(services.calls).containsExactly("await /d ? berlin 60");
        services.status = Statuses.of(false);
        assertThat(services.run("status", "--wait=0")).isEqualTo(3);
    }

    @Test
    void watchIsALineForEachChange() {
        services.watched = List.of(Statuses.of(true), Statuses.CHANGE);
        assertThat(services.run("status", "--watch")).as("the daemon has ended").isEqualTo(3);
        assertThat(services.out.toString()).isEqualTo("""
                n1 of cluster test, master, fd00::1, ready
                2026-01-02T03:04:05Z etcd: STARTING -> FAILED after 1.2 s: no space left?[2J
                """);
        assertThat(services.err.toString())
                .isEqualTo("hepto: the node has stopped, or its daemon is started again; watch again to see\n");
    }

    @Test
    void watchAsJsonIsAnObjectOnEachLine() {
        services.watched = List.of(Statuses.of(true), Statuses.CHANGE);
        services.run("status", "--watch", "--json");
        assertThat(services.out.toString().lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{") && line.endsWith("}"))
                .last()
                .isEqualTo(
                        "{\"unit\":\"etcd\",\"from\":\"STARTING\",\"to\":\"FAILED\",\"at\":\"2026-01-02T03:04:05Z\",\"spentMs\":1234,\"reason\":\"no space left\\u001B[2J\"}");
    }

    @ParameterizedTest
    @CsvSource({"--wait=3 --watch,exclude each other", "--wait=-1,less than 0", "--wait=soon,'--wait'"})
    void optionsThatMakeNoSenseAreRefused(String options, String why) {
        assertThat(services.run(("status " + options).split(" "))).isEqualTo(2);
        assertThat(services.err.toString()).hasLineCount(1).contains(why);
        assertThat(services.calls).isEmpty();
    }
}
