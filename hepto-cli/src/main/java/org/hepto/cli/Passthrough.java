package org.hepto.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.services.node.NodePaths;
import picocli.CommandLine.Command;

/** Runs kubectl and ctr, whose arguments are their own; the environment chooses the node. */
final class Passthrough {
    static final List<String> NAMES = List.of("kubectl", "ctr");

    private static final String KUBECONFIG = "KUBECONFIG";

    private final Services services;
    private final Map<String, String> environment;

    Passthrough(Services services, Map<String, String> environment) {
        this.services = services;
        this.environment = environment;
    }

    /** Becomes the command; returns only by throwing. */
    void run(List<String> words) throws IOException {
        if (words.getFirst().equals("ctr")) {
            services.execInNode(node(), words);
        } else if (hasOwnKubeconfig(words) || !Files.exists(data())) {
            // on a host without a node kubectl has its own defaults
            services.execJar(words, Map.of());
        } else {
            services.execJar(words, Map.of(KUBECONFIG, node().kubeconfig().toString()));
        }
    }

    private boolean hasOwnKubeconfig(List<String> words) {
        return environment.containsKey(KUBECONFIG)
                || words.stream()
                        .takeWhile(word -> !word.equals("--"))
                        .anyMatch(word -> word.equals("--kubeconfig") || word.startsWith("--kubeconfig="));
    }

    private NodePaths node() {
        return services.select(data(), variable("HEPTO_CLUSTER"), variable("HEPTO_NAME"));
    }

    private Path data() {
        return Path.of(variable("HEPTO_DATA").orElse(NodeChoice.DATA)).toAbsolutePath();
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).map(value -> EnvironmentDefaults.requireValue(name, value));
    }

    /** For the help only. */
    @Command(
            name = "kubectl",
            description =
                    "kubectl as the cluster's administrator. HEPTO_CLUSTER, HEPTO_NAME and HEPTO_DATA choose the node.")
    static final class Kubectl {}

    /** For the help only. */
    @Command(
            name = "ctr",
            description = "containerd's ctr in the node. HEPTO_CLUSTER, HEPTO_NAME and HEPTO_DATA choose the node.")
    static final class Ctr {}
}
