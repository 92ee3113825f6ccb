package org.hepto.services.units;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.selfcontain.CgroupLeaf;
import org.hepto.services.node.Node;
import org.hepto.services.node.OperatorVariables;
import org.jspecify.annotations.Nullable;

/**
 * An upstream process as a unit: it is ready when it has taken the arguments of its components, and fails when any of
 * them ends. The components are units of their own that need it.
 */
public final class PlaneUnit implements Unit<Plane> {
    /** etcd, kube-apiserver, kube-controller-manager, kube-scheduler. */
    public static final UnitKey<Plane> CONTROL_PLANE = UnitKey.of("control-plane", Plane.class);

    /** containerd, kubelet, kube-proxy, CoreDNS. */
    public static final UnitKey<Plane> NODE_PLANE = UnitKey.of("node-plane", Plane.class);

    private static final Duration PATIENCE = Duration.ofMinutes(2);

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
        ProcessBuilder builder = new ProcessBuilder(node.jar().toString(), "plane");
        builder.environment().clear();
        builder.environment().putAll(environment(System.getenv()));
        Process process = builder.start();
        Plane started = new Plane(key.name(), process, context::failed);
        plane = started;
        // before it has a command: little of its memory is charged elsewhere
        Files.writeString(
                Path.of("/sys/fs/cgroup", leaf(), "cgroup.procs"),
                Long.toString(process.pid()),
                StandardOpenOption.WRITE);
        Map<String, List<String>> arguments = new LinkedHashMap<>();
        components.forEach(c -> arguments.put(c.component(), c.arguments()));
        context.await("the process to take its arguments", started.configure(arguments), PATIENCE);
        return started;
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
        variables.put(Plane.MARK, key.name());
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
