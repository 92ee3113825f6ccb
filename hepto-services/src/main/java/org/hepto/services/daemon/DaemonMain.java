package org.hepto.services.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.hepto.daeman.Daeman;
import org.hepto.daeman.FatalUnitException;
import org.hepto.daeman.NotReadyException;
import org.hepto.daeman.Time;
import org.hepto.daeman.UnitGraph;
import org.hepto.daeman.UnitState;
import org.hepto.daeman.UnitStopException;
import org.hepto.daeman.UnitTransition;
import org.hepto.services.control.CertificateReports;
import org.hepto.services.control.ControlServer;
import org.hepto.services.control.ErrorCode;
import org.hepto.services.control.NodeOperations;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.control.NodeStatusSource;
import org.hepto.services.control.RefusedRequestException;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.Enrollment;
import org.hepto.services.node.JavaProgram;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.OperatorVariables;
import org.hepto.services.steps.HelperProcess;
import org.hepto.services.steps.HelperProgram;
import org.hepto.services.units.Decisions;
import org.hepto.services.units.Enroll;
import org.hepto.services.units.Joining;
import org.hepto.services.units.LeafMeter;
import org.hepto.services.units.Member;
import org.hepto.services.units.NewcomerGraph;
import org.hepto.services.units.NodeGraph;
import org.hepto.services.units.NodeReady;
import org.hepto.services.units.PlaneUnit;
import org.hepto.utils.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process that runs a node inside its container, under the node's init. */
public final class DaemonMain {
    /** Tells init to start the daemon again. */
    private static final int FAILED = 1;

    /** Tells init that starting again cannot help. */
    private static final int UNUSABLE = 2;

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final Logger LOG = LoggerFactory.getLogger(DaemonMain.class);

    private final Node node;
    private final Decisions decisions;
    private final Duration authorityPause = OperatorVariables.authorityPause(System.getenv());
    private final AtomicBoolean goingDown = new AtomicBoolean();
    private final long started = System.nanoTime();
    private final List<AutoCloseable> planes = PlaneUnit.hold();
    private volatile @Nullable Running current;
    private volatile Consumer<UnitTransition> listener = transition -> {};

    /** What the daemon runs. */
    private record Running(Node node, Daeman daeman, HelperProcess helper) {}

    private DaemonMain(Node node) {
        this.node = node;
        this.decisions = Decisions.of(node);
    }

    /** Arguments: the node's data directory and the version's directory. Not for users: the launcher calls it. */
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals(JavaProgram.TRAIN)) {
            Training.run();
            return;
        }
        NodePaths paths = new NodePaths(Path.of(arguments[0]));
        DaemonLog.configure(paths.logs());
        try {
            new DaemonMain(Node.read(paths, Path.of(arguments[1]))).run();
        } catch (ConfigException | FatalUnitException e) {
            say(Errors.line(e));
            LOG.error("the node cannot run", e);
            Runtime.getRuntime().halt(UNUSABLE);
        } catch (IOException | RuntimeException | Error e) {
            // not an exit: the shutdown hook would stop the node, and say that this was wanted
            say("the daemon failed and is started again: " + Errors.line(e));
            LOG.error("the daemon failed", e);
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private void run() throws IOException, InterruptedException {
        LOG.info("planes that run: {}", planes.size());
        // SIGTERM runs it; an exit code of 0 tells init that the node is to stop
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::stop));
        Running first = begin(node);
        try (ControlServer control = new ControlServer(
                node.paths().socket(), this::status, new OperationsOfNow(this::operations), Time.system())) {
            listener = control::changed;
            control.start();
            Running last = first.node().enrollment().isPresent() ? first : enroll(first);
            PeriodicCollection.start();
            last.daeman().awaitStopped();
        }
    }

    /** Starts what the node is now: a newcomer, or a node of a cluster. */
    private synchronized Running begin(Node now) {
        List<String> command =
                HelperProgram.of(now.version()).command(now.paths().data(), now.version());
        HelperProcess helper = new HelperProcess(command, Time.system());
        UnitGraph graph = now.enrollment().isPresent()
                ? NodeGraph.of(now, helper, decisions, authorityPause)
                : NewcomerGraph.of(now, helper);
        // it is not closed when this process fails: the next daemon takes over what runs
        Daeman daeman = new Daeman(graph, Time.system(), new LeafMeter(CGROUPS));
        daeman.addListener(this::report);
        daeman.addListener(transition -> listener.accept(transition));
        Running started = new Running(now, daeman, helper);
        current = started;
        daeman.start();
        return started;
    }

    /** Waits until the cluster has taken the newcomer in, and goes on as its node. */
    private Running enroll(Running newcomer) throws InterruptedException {
        say("asking for admission to cluster %s".formatted(node.config().cluster()));
        try {
            newcomer.daeman().awaitReady(Joining.FOR_EVER);
        } catch (NotReadyException e) {
            return newcomer; // it is being stopped
        }
        Enrollment given = newcomer.daeman().value(Enroll.KEY).orElseThrow();
        return become(newcomer, newcomer.node().enrolled(given));
    }

    /** Not while a stop runs: one of both waits for the other, and the stop sees what is current. */
    private synchronized Running become(Running newcomer, Node enrolled) throws InterruptedException {
        if (goingDown.get()) {
            return newcomer;
        }
        newcomer.daeman().stop();
        newcomer.helper().close();
        return begin(enrolled);
    }

    private NodeStatus status() {
        Running now = Objects.requireNonNull(current);
        return new NodeStatusSource(
                        node.config(),
                        now.daeman()::status,
                        () -> CertificateReports.read(node.paths().pki()),
                        () -> MeshReports.of(now.node(), now.daeman()),
                        CGROUPS)
                .get();
    }

    private NodeOperations operations() throws RefusedRequestException {
        Running now = Objects.requireNonNull(current);
        if (now.node().enrollment().isEmpty()) {
            return NodeOperations.NONE;
        }
        Gossip gossip = now.daeman()
                .value(Member.KEY)
                .orElseThrow(() -> new RefusedRequestException(
                        ErrorCode.REFUSED, "gossip has not started; see hepto status for what it waits for"));
        return new ClusterOperations(now.node(), gossip, decisions, now.helper(), Time.system());
    }

    private synchronized void stop() {
        goingDown.set(true);
        say("stopping");
        Running now = Objects.requireNonNull(current);
        try {
            now.helper().prepare(); // starts while the first units stop: containers have little time
        } catch (IOException e) {
            LOG.warn("no helper: {}", Errors.line(e));
        }
        try {
            now.daeman().stop();
            say("stopped");
        } catch (UnitStopException e) {
            say("stopped, but " + Errors.line(e));
            LOG.warn("stop", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        now.helper().close();
        Runtime.getRuntime().halt(0);
    }

    private void report(UnitTransition transition) {
        String unit = transition.unit();
        if (transition.to() == UnitState.READY) {
            say("%s ready after %s".formatted(unit, seconds(transition.spent())));
            if (unit.equals(NodeReady.KEY.name())) {
                say("node %s of cluster %s is Ready, %s after the start of the daemon"
                        .formatted(node.name(), node.config().cluster(), seconds(sinceStart())));
                // what the start left behind is given back to the system
                System.gc();
            }
        } else if (transition.to() == UnitState.FAILED && !goingDown.get()) {
            say("%s failed and will be started again: %s"
                    .formatted(unit, transition.reason().orElse("")));
        }
    }

    private Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private static String seconds(Duration duration) {
        return "%.1f s".formatted(TimeUnit.MILLISECONDS.convert(duration) / 1000.0);
    }

    /** One line for the terminal or the journal. */
    @SuppressWarnings("SystemOut")
    private static void say(String line) {
        System.err.println("hepto: " + line);
    }
}
