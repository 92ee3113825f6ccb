package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodePaths;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's container runtime. Ready when a CRI call succeeds and the images of the data directory are in: a socket
 * that exists says nothing. When the node goes down for good it stops the pods' containers before itself.
 */
final class Containerd extends ComponentUnit {
    static final UnitKey<Nothing> KEY = UnitKey.of("containerd");

    private static final Logger LOG = LoggerFactory.getLogger(Containerd.class);
    private static final String PAUSE_IMAGE = "registry.k8s.io/pause:hepto";
    private static final Duration POD_GRACE = Duration.ofSeconds(8);

    /** Images of gigabytes come to a slow disk. What is in is in: the next start goes on with the rest. */
    private static final Duration IMPORTS = Duration.ofMinutes(9);

    private final Steps steps;

    Containerd(Node node, Steps steps) {
        super(KEY, PlaneUnit.NODE_PLANE, "containerd", node);
        this.steps = steps;
    }

    @Override
    List<String> arguments() {
        return List.of("--config=" + configFile());
    }

    private Path configFile() {
        return node().paths().node().resolve("containerd.toml");
    }

    /** Writes its configuration file, see {@code docs/man/containerd-config.toml.5.md} of containerd. */
    @Override
    void writeFiles(UnitContext context) throws IOException {
        Files.createDirectories(node().paths().node());
        Files.createDirectories(node().paths().cni());
        // Plugins that no pod of ours needs are off: each costs memory, and the erofs ones look for tools at start. The
        // metrics of each gRPC method cost most, and nothing can read them: there is no address for metrics here.
        // Layers are synced when they are unpacked: after a power cut their files were empty, and nothing looks again.
        // Mirrors of registries are read at each pull, see docs/hosts.md of containerd.
        // Shims have a cgroup of their own: else killing the node plane's would kill the pods.
        AtomicFile.write(
                configFile(),
                """
                version = 4
                root = '%1$s'
                state = '/run/containerd'
                disabled_plugins = [
                  'io.containerd.ttrpc.v1.task',
                  'io.containerd.nri.v1.nri',
                  'io.containerd.snapshotter.v1.blockfile',
                  'io.containerd.snapshotter.v1.erofs',
                  'io.containerd.differ.v1.erofs',
                  'io.containerd.monitor.container.v1.restart',
                  'io.containerd.image-verifier.v1.bindir',
                  'io.containerd.metrics.v1.grpc-prometheus',
                  'io.containerd.metrics.v1.grpc-otel',
                  'io.containerd.monitor.task.v1.cgroups',
                ]
                [debug]
                  level = 'warn'
                [plugins.'io.containerd.server.v1.grpc']
                  address = '%2$s'
                [plugins.'io.containerd.server.v1.ttrpc']
                  address = '%2$s.ttrpc'
                [plugins.'io.containerd.internal.v1.opt']
                  path = '%1$s/opt'
                [plugins.'io.containerd.service.v1.diff-service']
                  sync_fs = true
                [plugins.'io.containerd.cri.v1.images']
                  image_pull_with_sync_fs = true
                [plugins.'io.containerd.cri.v1.images'.registry]
                  config_path = '%6$s'
                [plugins.'io.containerd.cri.v1.images'.pinned_images]
                  sandbox = '%3$s'
                [plugins.'io.containerd.cri.v1.runtime']
                  enable_criu = false
                  disable_apparmor = true
                  [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
                    runtime_type = 'io.containerd.runc.v2'
                    runtime_path = '%4$s/containerd-shim-runc-v2'
                    [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
                      BinaryName = '%4$s/runc'
                      Root = '/run/runc'
                      ShimCgroup = '/shims'
                  [plugins.'io.containerd.cri.v1.runtime'.cni]
                    bin_dirs = ['%4$s']
                    conf_dir = '%5$s'
                    use_internal_loopback = true
                """.formatted(
                                node().paths().containerd(),
                                NodePaths.CONTAINERD_SOCKET,
                                PAUSE_IMAGE,
                                node().bin(),
                                node().paths().cni(),
                                node().config().registries()),
                0600);
    }

    @Override
    Liveness liveness() {
        return Liveness.grpc(NodePaths.CONTAINERD_SOCKET);
    }

    @Override
    void awaitReady(UnitContext context) throws Exception {
        context.detail("containerd " + HelperStep.await(context, steps, new Step.AwaitContainerd(), IMPORTS));
    }

    @Override
    public void stop(StopReason reason) throws Exception {
        if (reason == StopReason.GOING_DOWN && Files.exists(NodePaths.CONTAINERD_SOCKET)) {
            try {
                steps.run(new Step.StopContainers(POD_GRACE));
            } catch (IOException e) {
                LOG.warn("containers were not stopped in time: {}", Errors.line(e));
            }
        }
        super.stop(reason);
    }
}
