package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.hepto.services.launcher.CheckResult;
import org.hepto.services.launcher.CheckResult.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

class CommandsTest {
    private static final CheckResult GOOD = new CheckResult("kernel: WireGuard", Level.OK, "works", Optional.empty());
    private static final CheckResult DOUBTFUL =
            new CheckResult("memory", Level.WARN, "512 MiB", Optional.of("add some"));
    private static final CheckResult BAD =
            new CheckResult("kernel: ipvlan", Level.FAIL, "unknown", Optional.of("load it:\nmodprobe ipvlan"));

    private final FakeServices services = new FakeServices();

    @Test
    void checkPrintsATableAndFails() {
        services.checks = List.of(GOOD, DOUBTFUL, BAD);
        assertThat(services.run("check", "--name=berlin")).isEqualTo(2);
        assertThat(services.launched().role()).isEqualTo("master");
        assertThat(services.launched().name()).contains("berlin");
        assertThat(services.out.toString()).isEqualTo("""
                ok   kernel: WireGuard  works
                warn memory             512 MiB
                     add some
                fail kernel: ipvlan     unknown
                     load it:
                     modprobe ipvlan
                """);
    }

    @Test
    void checkPassesWithWarnings() {
        services.checks = List.of(GOOD, DOUBTFUL);
        assertThat(services.run("check", "--role=node")).isZero();
        assertThat(services.launched().role()).isEqualTo("node");
    }

    @Test
    void checkHasColoursOnATerminal() {
        assertThat(new CheckTable(Ansi.ON).format(List.of(BAD))).contains("\u001b[");
    }

    @Test
    void keysAreNewAndLong() {
        services.run("key");
        services.run("key");
        assertThat(services.out.toString().lines().distinct()).hasSize(2).allMatch(key -> key.matches("[0-9a-f]{64}"));
    }

    @Test
    void versionNamesTheComponents() {
        assertThat(services.run("version")).isZero();
        assertThat(services.out.toString().lines()).first().asString().matches("hepto +\\S+ \\(build \\S+\\)");
        assertThat(services.out.toString()).containsPattern("etcd +v3").containsPattern("runc +v1");
    }

    @Test
    void versionAsJson() {
        services.run("version", "--json");
        assertThat(services.out.toString())
                .startsWith("{\"version\":\"")
                .endsWith("\"components\":{\"etcd\":\"v3\",\"runc\":\"v1\"}}\n");
    }

    @Test
    void versionWithoutExecutableSaysHow() {
        services.failure = new IOException("permission denied");
        assertThat(services.run("version")).isZero();
        assertThat(services.out.toString()).hasLineCount(1);
        assertThat(services.err.toString()).hasLineCount(1).contains("chmod +x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completionKnowsTheCommands(String shell) {
        assertThat(services.run("completion", shell)).isZero();
        assertThat(services.out.toString()).startsWith("#!").contains("complete -F", "kubectl", "--key-file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "check",
                "status",
                "key",
                "key change",
                "version",
                "completion",
                "node",
                "node list",
                "node admit",
                "node forget",
                "invite",
                "kubeconfig"
            })
    void everyCommandHasHelpWithExamples(String command) {
        assertThat(services.run((command + " --help").split(" "))).isZero();
        assertThat(services.out.toString()).contains("Usage: hepto " + command, "Examples:", "java -jar hepto.jar");
    }

    @Test
    void helpListsTheCommands() {
        assertThat(services.run("--help")).isZero();
        assertThat(services.out.toString())
                .contains(
                        "Examples:",
                        "--role",
                        "  kubectl",
                        "  ctr",
                        "  status",
                        "  check",
                        "  completion",
                        "  node",
                        "  invite",
                        "  kubeconfig");
    }
}
