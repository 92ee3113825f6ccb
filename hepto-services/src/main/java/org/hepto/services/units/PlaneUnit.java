package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.hepto.daeman.Condition;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.selfcontain.CgroupLeaf;
import org.hepto.services.node.Build;
import org.hepto.services.node.Node;
import org.hepto.services.node.OperatorVariables;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An upstream process as a unit: it is ready when it has taken the arguments of its components, and fails when any of
 * them ends. The components are units of their own that need it. What an earlier daemon has left running is taken over if it
 * fits, else ended.
 */
public final class PlaneUnit implements Unit<Plane> {
    /** etcd, kube-apiserver, kube-controller-manager, kube-scheduler. */
    public static final UnitKey<Plane> CONTROL_PLANE = UnitKey.of("control-plane", Plane.class);

    /** containerd, kubelet, kube-proxy, CoreDNS. */
    public static final UnitKey<Plane> NODE_PLANE = UnitKey.of("node-plane", Plane.class);

    private static final Logger LOG = LoggerFactory.getLogger(PlaneUnit.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LISTENS = Duration.ofMillis(50);

    /** The kernel's default is 100, and kubelet gives all pods together 39 for each CPU. */
    private static final String CONTROL_PLANE_WEIGHT = "400";

    /** In the container, whose /run goes with it. */
    private static final Path SOCKETS = Path.of("/run/hepto");

    private final UnitKey<Plane> key;
    private final UnitKey<?> certificates;
    private final Node node;
    private final List<ComponentUnit> components;
    private @Nullable Plane plane;

    /** @param certificates the unit that makes what the components read */
    PlaneUnit(UnitKey<Plane> key, UnitKey<?> certificates, Node node, List<ComponentUnit> components) {
        this.key = key;
        this.certificates = certificates;
        this.node = node;
        this.components = components;
    }

    @Override
    public UnitKey<Plane> key() {
        return key;
    }

    /**
     * Connects to the planes that an earlier daemon has left, so that they do not end while the units before them start.
     * Each hangs up when its unit takes it over.
     */
    public static List<AutoCloseable> hold() {
        List<AutoCloseable> held = new ArrayList<>();
        for (UnitKey<Plane> plane : List.of(CONTROL_PLANE, NODE_PLANE)) {
            try {
                held.add(PlaneLine.connect(socket(plane)));
            } catch (IOException none) {
                LOG.debug("{} does not run", plane.name(), none);
            }
        }
        return held;
    }

    /** The cgroup of its process, below the container's. */
    String leaf() {
        return leaf(key);
    }

    /** The cgroup of a plane, below the container's. */
    static String leaf(UnitKey<Plane> plane) {
        return (plane.equals(CONTROL_PLANE) ? CgroupLeaf.CONTROL_PLANE : CgroupLeaf.NODE).directory();
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(certificates, Mesh.KEY);
    }

    @Override
    public Plane start(UnitContext context) throws Exception {
        Map<String, List<String>> arguments = new LinkedHashMap<>();
        components.forEach(c -> arguments.put(c.component(), c.arguments()));
        Plane running = new Takeover(key.name(), socket(), log(), context)
                .of(Build.current().id(), arguments);
        if (running == null) {
            Leftovers.kill(key.name());
            running = launch(context);
        }
        plane = running;
        // one that is taken over may not have got there
        enterLeaf(running.pid());
        context.await("the process to take its arguments", running.configure(arguments), PATIENCE);
        return running;
    }

    private Plane launch(UnitContext context) throws Exception {
        Files.createDirectories(
                SOCKETS, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        List<String> command = List.of(
                node.jar().toString(),
                "plane",
                "--socket=" + socket(),
                "--log=" + log(),
                "--build=" + Build.current().id());
        PlaneProcess process = PlaneProcess.launch(command, environment(System.getenv()), log());
        try {
            // at once: little of its memory is charged elsewhere
            enterLeaf(process.pid());
            PlaneLine line = connect(context, process);
            return new Plane(key.name(), line, process, context::failed);
        } catch (Exception e) {
            process.kill();
            throw e;
        }
    }

    /**
     * Moves the process into its cgroup. That of the control plane has four times the weight of the others: where there is
     * too little CPU, nothing else gets anywhere before it serves.
     */
    private void enterLeaf(long pid) throws IOException {
        Path leaf = Path.of("/sys/fs/cgroup", leaf());
        if (key.equals(CONTROL_PLANE)) {
            Files.writeString(leaf.resolve("cpu.weight"), CONTROL_PLANE_WEIGHT, StandardOpenOption.WRITE);
        }
        Files.writeString(leaf.resolve("cgroup.procs"), Long.toString(pid), StandardOpenOption.WRITE);
    }

    private PlaneLine connect(UnitContext context, PlaneProcess process) throws IOException, InterruptedException {
        AtomicReference<@Nullable PlaneLine> line = new AtomicReference<>();
        Condition listens = Condition.poll("the process to listen on " + socket(), LISTENS, () -> {
            if (process.alive()) {
                line.set(PlaneLine.connect(socket()));
            }
            return true;
        });
        context.await(listens, PATIENCE);
        PlaneLine connected = line.get();
        if (connected == null) {
            throw new IOException(process.death());
        }
        return connected;
    }

    private Path socket() {
        return socket(key);
    }

    private static Path socket(UnitKey<Plane> plane) {
        return SOCKETS.resolve(plane.name() + ".sock");
    }

    private Path log() {
        return node.paths().logs().resolve(key.name() + ".log");
    }

    /**
     * Environment of the process.
     *
     * @param daemon the environment of the daemon, of which {@link OperatorVariables} are passed on
     */
    Map<String, String> environment(Map<String, String> daemon) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PATH", node.bin() + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        variables.put("HOME", "/root");
        // memory is worth more than CPU
        variables.put("GOGC", "30");
        Map<String, String> given = OperatorVariables.of(daemon);
        variables.putAll(given);
        String debug = GoDebug.of(given);
        if (debug != null) {
            variables.put("GODEBUG", debug);
        }
        if (key.equals(NODE_PLANE)) {
            variables.putAll(OperatorVariables.proxy(daemon, node.network().prefix()));
        }
        variables.put(PlaneProcess.MARK, key.name());
        return variables;
    }

    @Override
    public void stop(StopReason reason) {
        if (plane != null) {
            plane.close();
            plane = null;
        }
    }
}
