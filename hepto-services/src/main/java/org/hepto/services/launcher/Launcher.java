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
import org.hepto.selfcontain.Container;
import org.hepto.selfcontain.ContainerEntry;
import org.hepto.selfcontain.ContainerSpec;
import org.hepto.selfcontain.InstanceLock;
import org.hepto.services.node.ClusterKey;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.Enrollment;
import org.hepto.services.node.InstalledVersion;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.Role;
import org.hepto.utils.Errors;
import org.hepto.utils.PerfData;
import org.hepto.wg.WgPrivateKey;

/**
 * Starts a node: everything is checked before anything is changed, then the data directory is prepared, and at last
 * this process becomes the node's container. No JVM stays outside.
 */
public final class Launcher {
    private final StartListener listener;

    /** @param listener told on the calling thread */
    public Launcher(StartListener listener) {
        this.listener = listener;
    }

    /**
     * Becomes the node; returns only by throwing.
     *
     * @throws ConfigException if the options or the host won't do, with all that is wrong; nothing was changed then
     * @throws IOException if the container cannot be built
     */
    public void launch(NodeOptions options) throws IOException, InterruptedException {
        Preflight.Admission admission = Preflight.admit(options, listener::progress);
        NodeConfig config = admission.config();
        NodePaths paths = config.paths();
        InstanceLock lock = DataDirectory.lock(paths);
        requireNoTwin(config);
        listener.accepted();
        admission.remark().ifPresent(listener::progress);
        ClusterKey key = DataDirectory.key(config, Optional.of(admission.key())); // it may have changed before the lock
        Path version = prepare(config, key);
        WgPrivateKey identity = WgPrivateKey.ensure(paths.wireguardKey());
        Optional<Enrollment> enrollment = DataDirectory.enrollment(config, identity.publicKey());
        ContainerSpec spec = NodeContainer.of(config, admission.nameservers(), enrollment, identity);
        become(new Container(spec, lock), version, paths);
    }

    /** Refuses the name of a running node. The directory's lock is taken, so that one has another; its cgroup would be killed. */
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
        if (DataDirectory.write(config, key) && config.role() == Role.MASTER) {
            listener.progress("the key of cluster %s is in %s; other nodes need it"
                    .formatted(config.cluster(), paths.clusterKey()));
        }
        Files.createDirectories(config.images());
        Files.createDirectories(config.registries());
        Path version = InstalledVersion.install(paths);
        DaemonCommand daemon = new DaemonCommand(version);
        daemon.discardLibrary();
        if (!daemon.isTrained()) {
            listener.progress("preparing the JVM's cache for this version, once");
            try {
                daemon.train();
            } catch (IOException e) {
                listener.progress("no cache for the JVM, the node will need more memory: " + Errors.line(e));
            }
        }
        return version;
    }

    /** Becomes the container, on a platform thread of its own, as namespaces demand. */
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
