package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hepto.services.node.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassthroughTest {
    private final FakeServices services = new FakeServices();

    @TempDir
    private Path data;

    private Map<String, String> node() {
        return Map.of("HEPTO_DATA", data.toString(), "HEPTO_CLUSTER", "far", "HEPTO_NAME", "berlin");
    }

    @Test
    void kubectlGetsItsArgumentsUntouched() {
        int code = services.run(
                node(),
                "kubectl",
                "exec",
                "-it",
                "pod",
                "--verbose",
                "--help",
                "-n=",
                "@file",
                "\"q\"",
                "--",
                "ls",
                "--");
        assertThat(code).isZero();
        assertThat(services.calls)
                .containsExactly(
                        "select %s far berlin".formatted(data),
                        "jar [kubectl, exec, -it, pod, --verbose, --help, -n=, @file, \"q\", --, ls, --] {KUBECONFIG=%s/far/berlin/kubeconfig}"
                                .formatted(data));
    }

    @Test
    void kubectlSaysWhereItWouldWork() throws IOException {
        services.run(node(), "kubectl", "get", "nodes");
        assertThat(services.err.toString())
                .hasLineCount(1)
                .startsWith("hepto: warning: there is no %s/far/berlin/kubeconfig".formatted(data))
                .contains("master", "KUBECONFIG");
        services.err.getBuffer().setLength(0);
        Files.writeString(Files.createDirectories(data.resolve("far/berlin")).resolve("kubeconfig"), "");
        services.run(node(), "kubectl", "get", "nodes");
        assertThat(services.err.toString()).isEmpty();
        assertThat(services.calls).filteredOn(call -> call.startsWith("jar")).hasSize(2);
    }

    @Test
    void kubectlKeepsAKubeconfigFromTheEnvironment() {
        services.run(Map.of("HEPTO_DATA", data.toString(), "KUBECONFIG", "/mine"), "kubectl", "get", "pods");
        assertThat(services.calls).containsExactly("jar [kubectl, get, pods] {}");
    }

    @Test
    void kubectlKeepsAKubeconfigFromItsArguments() {
        services.run(node(), "kubectl", "--kubeconfig", "/mine", "get", "pods");
        services.run(node(), "kubectl", "get", "pods", "--kubeconfig=/mine");
        assertThat(services.calls).allMatch(call -> call.endsWith("{}")).hasSize(2);
    }

    @Test
    void argumentsOfAContainersCommandAreNotKubectls() {
        services.run(node(), "kubectl", "exec", "pod", "--", "tool", "--kubeconfig=/mine");
        assertThat(services.calls.getLast()).contains("KUBECONFIG=");
    }

    @Test
    void kubectlWorksOnAHostWithoutNodes() {
        services.run(Map.of("HEPTO_DATA", data.resolve("none").toString()), "kubectl", "version", "--client");
        assertThat(services.calls).containsExactly("jar [kubectl, version, --client] {}");
    }

    @Test
    void emptyVariablesAreErrors() {
        assertThat(services.run(Map.of("HEPTO_DATA", ""), "kubectl", "get", "pods"))
                .isEqualTo(2);
        assertThat(services.err.toString()).isEqualTo("hepto: HEPTO_DATA is empty; unset it or give a value\n");
    }

    @Test
    void ctrRunsInTheNode() {
        services.run(node(), "ctr", "images", "ls", "-q");
        assertThat(services.calls).last().isEqualTo("in %s/far/berlin [ctr, images, ls, -q]".formatted(data));
    }

    @Test
    void verboseInFrontIsHeptos() {
        services.failure = new ConfigException("no");
        assertThat(services.run(node(), "--verbose", "ctr", "images")).isEqualTo(2);
        assertThat(services.calls.getLast()).endsWith("[ctr, images]");
        assertThat(services.err.toString()).contains("\tat ");
    }

    @Test
    void verboseBehindIsNotHeptos() {
        services.failure = new ConfigException("no");
        services.run(node(), "ctr", "--verbose");
        assertThat(services.err.toString()).isEqualTo("hepto: no\n");
    }
}
