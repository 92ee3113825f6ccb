package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.selfcontain.ContainerEntry;
import org.hepto.services.control.ControlClient;
import org.hepto.services.node.Build;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.InstalledVersion;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.NodePaths;
import org.hepto.utils.Linux;
import org.hepto.utils.PerfData;

/** Runs commands of the upstream ELF, on the host or inside a running node. They replace this process. */
public final class NodeEntry {
    /** Where the images and containers of pods are, unless the operator says otherwise. */
    private static final Map<String, String> NAMESPACE = Map.of("CONTAINERD_NAMESPACE", "k8s.io");

    /** How long to wait for the daemon's pid. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private NodeEntry() {}

    /**
     * Runs an applet of this jar on the host, such as {@code kubectl}.
     *
     * @param environment added to that of this process, which wins
     */
    public static void execJar(List<String> arguments, Map<String, String> environment) throws IOException {
        Path jar = Build.jar();
        if (!Files.isExecutable(jar)) {
            throw new ConfigException("%1$s is not executable; run: chmod +x %1$s".formatted(jar));
        }
        List<String> command = new ArrayList<>(List.of(jar.toString()));
        command.addAll(arguments);
        PerfData.remove();
        Linux.execve(jar.toString(), command, variables(environment));
    }

    /** Runs a command in the node's container; a relative name is an applet of the jar that the node runs. */
    public static void exec(NodePaths paths, List<String> command) throws IOException {
        NodeConfig config = NodeConfig.read(paths);
        if (Linux.geteuid() != 0) {
            throw new ConfigException("entering a node needs root: sudo java -jar hepto.jar " + command.getFirst());
        }
        ContainerEntry entry = entry(config.id(), paths)
                .orElseThrow(() -> new IOException("the node in %s does not run".formatted(paths.data())));
        PerfData.remove();
        entry.exec(InstalledVersion.current(paths), command, variables(NAMESPACE));
    }

    /** By the daemon of this directory, if it answers: pods go on without it, and that is when they are looked at. */
    private static Optional<ContainerEntry> entry(String id, NodePaths paths) throws IOException {
        try {
            long daemon = new ControlClient(paths, PATIENCE).status().daemonPid();
            Optional<ContainerEntry> entry = ContainerEntry.of(id, daemon);
            if (entry.isPresent()) {
                return entry;
            }
            // it has ended since
            return ContainerEntry.of(id);
        } catch (IOException e) {
            return ContainerEntry.of(id);
        }
    }

    private static List<String> variables(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(System.getenv());
        return all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    }
}
