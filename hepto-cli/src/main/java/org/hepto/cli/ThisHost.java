package org.hepto.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.hepto.services.control.ControlClient;
import org.hepto.services.control.Invitation;
import org.hepto.services.control.KubeconfigRequest;
import org.hepto.services.control.ListedNode;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.control.WatchEvent;
import org.hepto.services.launcher.CheckResult;
import org.hepto.services.launcher.Launcher;
import org.hepto.services.launcher.NodeEntry;
import org.hepto.services.launcher.NodeOptions;
import org.hepto.services.launcher.Preflight;
import org.hepto.services.launcher.StartListener;
import org.hepto.services.local.LocalCluster;
import org.hepto.services.local.LocalOptions;
import org.hepto.services.node.Build;
import org.hepto.services.node.NodePaths;
import org.hepto.utils.Errors;

/** Does on this host what the commands ask for. */
final class ThisHost implements Services {
    private static final Duration RETRY = Duration.ofMillis(250);

    @Override
    public void launch(NodeOptions options, StartListener listener) throws IOException, InterruptedException {
        new Launcher(listener).launch(options);
    }

    @Override
    public List<CheckResult> check(NodeOptions options) throws InterruptedException {
        return Preflight.run(options);
    }

    @Override
    public NodePaths select(Path data, Optional<String> cluster, Optional<String> name) {
        return NodePaths.select(data, cluster, name);
    }

    @Override
    public NodeStatus status(NodePaths paths) throws IOException {
        return new ControlClient(paths).status();
    }

    @Override
    public NodeStatus awaitReady(Path data, Optional<String> cluster, Optional<String> name, Duration limit)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        // a new node has no directory before its launcher has checked everything
        while (System.nanoTime() < end && NodePaths.find(data, cluster, name).isEmpty()) {
            Thread.sleep(RETRY);
        }
        Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        return new ControlClient(select(data, cluster, name)).awaitReady(left);
    }

    @Override
    public void watch(NodePaths paths, Predicate<WatchEvent> events) throws IOException {
        new ControlClient(paths).watch(events);
    }

    @Override
    public List<ListedNode> nodes(NodePaths paths) throws IOException {
        return new ControlClient(paths).nodes();
    }

    @Override
    public void admit(NodePaths paths, String who) throws IOException {
        new ControlClient(paths).admit(who);
    }

    @Override
    public void forget(NodePaths paths, String node, Consumer<String> progress) throws IOException {
        new ControlClient(paths).forget(node, progress);
    }

    @Override
    public void changeKey(NodePaths paths, Consumer<String> progress) throws IOException {
        new ControlClient(paths).changeKey(progress);
    }

    @Override
    public Invitation invite(NodePaths paths) throws IOException {
        return new ControlClient(paths).invite();
    }

    @Override
    public String kubeconfig(NodePaths paths, KubeconfigRequest request) throws IOException {
        return new ControlClient(paths).kubeconfig(request);
    }

    @Override
    public Path up(LocalOptions options, Consumer<String> progress) throws IOException, InterruptedException {
        LocalCluster cluster = new LocalCluster(progress);
        Thread cancel = new Thread(
                () -> {
                    try {
                        cluster.cancel(options);
                    } catch (IOException | RuntimeException e) {
                        progress.accept("hepto: " + Errors.line(e));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "remove the cluster");
        Runtime.getRuntime().addShutdownHook(cancel);
        try {
            return cluster.up(options);
        } finally {
            letStay(cancel);
        }
    }

    private static void letStay(Thread cancel) {
        try {
            Runtime.getRuntime().removeShutdownHook(cancel);
        } catch (IllegalStateException e) {
            return; // Ctrl-C: it runs already
        }
    }

    @Override
    public void down(Path data, String cluster, Consumer<String> progress) throws IOException, InterruptedException {
        new LocalCluster(progress).down(data, cluster);
    }

    @Override
    public void execJar(List<String> arguments, Map<String, String> environment) throws IOException {
        NodeEntry.execJar(arguments, environment);
    }

    @Override
    public void execInNode(NodePaths paths, List<String> command) throws IOException {
        NodeEntry.exec(paths, command);
    }

    @Override
    public String versions() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Build.jar().toString(), "versions")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        String json = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException("%s versions ended with %d".formatted(Build.jar(), code));
        }
        return json;
    }
}
