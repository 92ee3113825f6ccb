package org.hepto.cli;

import java.io.IOException;
import java.io.PrintWriter;
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
    private final PrintWriter err;

    Passthrough(Services services, Map<String, String> environment, PrintWriter err) {
        this.services = services;
        this.environment = environment;
        this.err = err;
    }

    /** Becomes the command; returns only by throwing. */
    void run(List<String> words) throws IOException {
        if (words.getFirst().equals("ctr")) {
            services.execInNode(node(), words);
        } else if (hasOwnKubeconfig(words) || !Files.exists(data())) {
            // on a host without a node kubectl has its own defaults
            services.execJar(words, Map.of());
        } else {
            Path kubeconfig = node().kubeconfig();
            warnWithout(kubeconfig);
            services.execJar(words, Map.of(KUBECONFIG, kubeconfig.toString()));
        }
    }

    /** Without one kubectl asks for an apiserver at localhost:8080. Some of its commands need none. */
    private void warnWithout(Path kubeconfig) {
        if (!Files.exists(kubeconfig)) {
            err.println(
                    "hepto: warning: there is no %s: a master has one once it runs; run kubectl there, or set KUBECONFIG"
                            .formatted(kubeconfig));
            err.flush();
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
