package org.hepto.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.hepto.services.control.Invitation;
import org.hepto.services.control.KubeconfigRequest;
import org.hepto.services.control.ListedNode;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.control.WatchEvent;
import org.hepto.services.launcher.CheckResult;
import org.hepto.services.launcher.NodeOptions;
import org.hepto.services.launcher.StartListener;
import org.hepto.services.local.LocalOptions;
import org.hepto.services.node.NodePaths;
import org.jspecify.annotations.Nullable;

/** Records what the command line asks for, and the command line's own output. */
final class FakeServices implements Services {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    final List<String> calls = new ArrayList<>();

    @Nullable
    NodeOptions options;

    List<CheckResult> checks = List.of();

    NodeStatus status = Statuses.of(true);

    List<WatchEvent> watched = List.of();

    List<String> anchors = List.of("[2001:db8::1]:7946", "a.example.org:7946");

    @Nullable
    Exception failure;

    /** Runs the command line. */
    int run(Map<String, String> environment, String... arguments) {
        return run(environment, out, arguments);
    }

    /** Runs the command line with another standard output. */
    int runInto(Writer output, String... arguments) {
        return run(Map.of(), output, arguments);
    }

    private int run(Map<String, String> environment, Writer output, String... arguments) {
        return new Cli(this, environment, new PrintWriter(output, true), new PrintWriter(err, true)).run(arguments);
    }

    int run(String... arguments) {
        return run(Map.of(), arguments);
    }

    NodeOptions launched() {
        return java.util.Objects.requireNonNull(options, () -> "nothing was launched: " + err);
    }

    private void call(String call) throws IOException {
        calls.add(call);
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            default -> throw new AssertionError(failure);
        }
    }

    @Override
    public void launch(NodeOptions given, StartListener listener) throws IOException {
        options = given;
        call("launch");
        listener.progress("working");
        listener.accepted();
    }

    @Override
    public List<CheckResult> check(NodeOptions given) throws IOException {
        options = given;
        call("check");
        return checks;
    }

    @Override
    public NodePaths select(Path data, Optional<String> cluster, Optional<String> name) {
        calls.add("select %s %s %s".formatted(data, cluster.orElse("?"), name.orElse("?")));
        return new NodePaths(data.resolve(cluster.orElse("c")).resolve(name.orElse("n")));
    }

    @Override
    public NodeStatus status(NodePaths paths) throws IOException {
        call("status " + paths.data());
        return status;
    }

    @Override
    public NodeStatus awaitReady(Path data, Optional<String> cluster, Optional<String> name, Duration limit)
            throws IOException {
        call("await %s %s %s %d".formatted(data, cluster.orElse("?"), name.orElse("?"), limit.toSeconds()));
        return status;
    }

    @Override
    public void watch(NodePaths paths, Predicate<WatchEvent> events) throws IOException {
        call("watch " + paths.data());
        for (WatchEvent event : watched) {
            if (!events.test(event)) {
                return;
            }
        }
    }

    @Override
    public List<ListedNode> nodes(NodePaths paths) throws IOException {
        call("nodes " + paths.data());
        return Statuses.NODES;
    }

    @Override
    public void admit(NodePaths paths, String node) throws IOException {
        call("admit %s %s".formatted(paths.data(), node));
    }

    @Override
    public void forget(NodePaths paths, String node, Consumer<String> progress) throws IOException {
        progress.accept("off the roster\u001b");
        call("forget %s %s".formatted(paths.data(), node));
    }

    @Override
    public void changeKey(NodePaths paths, Consumer<String> progress) throws IOException {
        progress.accept("draws a new key\u001b");
        call("change key " + paths.data());
    }

    @Override
    public Invitation invite(NodePaths paths) throws IOException {
        call("invite " + paths.data());
        return new Invitation("far", anchors, "SHA256:abc");
    }

    @Override
    public String kubeconfig(NodePaths paths, KubeconfigRequest request) throws IOException {
        call("kubeconfig %s %s".formatted(paths.data(), request));
        return "apiVersion: v1\n";
    }

    @Override
    public Path up(LocalOptions given, Consumer<String> progress) throws IOException {
        progress.accept("m1 starts");
        call("up " + given);
        return Path.of("/kubeconfig");
    }

    @Override
    public void down(Path data, String cluster, Consumer<String> progress) throws IOException {
        progress.accept("removed");
        call("down %s %s".formatted(data, cluster));
    }

    @Override
    public void execJar(List<String> arguments, Map<String, String> environment) throws IOException {
        call("jar " + arguments + " " + environment);
    }

    @Override
    public void execInNode(NodePaths paths, List<String> command) throws IOException {
        call("in " + paths.data() + " " + command);
    }

    @Override
    public String versions() throws IOException {
        call("versions");
        return "{\"etcd\":\"v3\",\"runc\":\"v1\"}";
    }
}
