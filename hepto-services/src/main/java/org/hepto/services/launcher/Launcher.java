package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.hepto.selfcontain.Container;
import org.hepto.selfcontain.ContainerEntry;
import org.hepto.selfcontain.ContainerSpec;
import org.hepto.selfcontain.InstanceLock;
import org.hepto.services.node.ClusterKey;
import org.hepto.services.node.ClusterNetwork;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.Errors;
import org.hepto.services.node.InstalledVersion;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.NodePaths;
import org.hepto.utils.Linux;
import org.hepto.utils.PerfData;
import org.hepto.wg.WgPrivateKey;

/**
 * Starts a node: everything is checked before anything is changed, then the data directory is prepared, and at last
 * this process becomes the node's container. No JVM stays outside.
 */
public final class Launcher {
    private final Consumer<String> progress;

    /** @param progress told what takes long, a line each */
    public Launcher(Consumer<String> progress) {
        this.progress = progress;
    }

    /**
     * Becomes the node; returns only by throwing.
     *
     * @throws ConfigException when the options or the host do not do; nothing was changed then
     * @throws IOException when the container cannot be built
     */
    public void launch(NodeOptions options) throws IOException, InterruptedException {
        if (Linux.geteuid() != 0) {
            throw new ConfigException("hepto needs root for namespaces and links: sudo java -jar hepto.jar …");
        }
        Optional<ClusterKey> givenKey = ClusterKey.of(options.key(), options.keyFile());
        NodeConfig config = Plan.of(options);
        NodePaths paths = config.paths();
        DataDirectory.requireUsable(paths);
        DataDirectory.requireOwn(config);
        DataDirectory.requireKeysOfDatabase(paths);
        requireHost(config, DataDirectory.key(paths, givenKey));
        InstanceLock lock = DataDirectory.lock(paths);
        requireNoTwin(config);
        ClusterKey key = DataDirectory.key(paths, givenKey);
        Path version = prepare(config, key);
        WgPrivateKey identity = WgPrivateKey.ensure(paths.wireguardKey());
        ContainerSpec spec = NodeContainer.of(config, ClusterNetwork.of(config.cluster(), key), identity);
        become(new Container(spec, lock), version, paths);
    }

    private static void requireHost(NodeConfig config, ClusterKey key) throws IOException, InterruptedException {
        for (CheckResult result : Preflight.host(config, key)) {
            if (result.level() == CheckResult.Level.FAIL) {
                throw new ConfigException("%s: %s; %s"
                        .formatted(
                                result.name(), result.message(), result.remedy().orElse("see hepto check")));
            }
        }
    }

    /** The directory's lock is taken, so a node of this name that runs has another one; its cgroup would be killed. */
    private static void requireNoTwin(NodeConfig config) throws IOException {
        Optional<ContainerEntry> running = ContainerEntry.of(config.id());
        if (running.isPresent()) {
            String directory = DaemonCommand.directory(running.get().command()).orElse("another directory");
            throw new ConfigException(
                    "node %s of cluster %s runs already, in %s: stop it first, or give this one another --name"
                            .formatted(config.name(), config.cluster(), directory));
        }
    }

    private Path prepare(NodeConfig config, ClusterKey key) throws IOException, InterruptedException {
        NodePaths paths = config.paths();
        if (!Files.exists(paths.clusterKey())) {
            key.write(paths.clusterKey());
            progress.accept("the key of cluster %s is in %s; other nodes need it"
                    .formatted(config.cluster(), paths.clusterKey()));
        }
        config.write();
        Files.createDirectories(config.images());
        Path version = InstalledVersion.install(paths);
        DaemonCommand daemon = new DaemonCommand(version);
        daemon.discardLibrary();
        if (!daemon.isTrained()) {
            progress.accept("preparing the JVM's cache for this version, once");
            try {
                daemon.train();
            } catch (IOException e) {
                progress.accept("no cache for the JVM, the node will need more memory: " + Errors.line(e));
            }
        }
        return version;
    }

    /** On a platform thread of its own, as namespaces demand. */
    private static void become(Container container, Path version, NodePaths paths)
            throws IOException, InterruptedException {
        List<String> daemon = new DaemonCommand(version).run(paths);
        PerfData.remove();
        CompletableFuture<Void> failure = new CompletableFuture<>();
        Thread.ofPlatform().name("container").start(() -> {
            try {
                container.exec(
                        version.resolve("bin/init"),
                        daemon,
                        new ArrayList<>(DaemonCommand.environment(System.getenv())));
            } catch (IOException | RuntimeException e) {
                failure.completeExceptionally(e);
            }
        });
        try {
            failure.get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNull(e.getCause());
            throw new IOException("the container cannot be built: " + Errors.line(cause), cause);
        }
    }
}
