package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Linux;
import org.hepto.utils.Rtnetlink;

/**
 * Turns the calling process into a node's container, in the order that works (cgroup, namespaces, links, packet
 * filter, root), then becomes the node's init. NEWPID is left to the init, because a JVM thread that unshared it could
 * make no more threads.
 *
 * <p>MUST be called on a platform thread of the launcher, once; on success it does not return.
 */
public final class Container {
    /** Descriptors that init inherits, far above those that a JVM opens; the same numbers are in its source. */
    private static final int ORIGIN_FD = 100;

    private static final int CGROUP_FD = 101;
    private static final int RUN_FD = 102;
    private static final int LOCK_FD = 103;
    private static final int TOP_FD = 104;
    private static final int SETTINGS_FD = 105;

    /** For the daemon, which init passes it on to; the next one as well. */
    static final int HOST_NETWORK_FD = 106;

    static final int HOST_ROOT_FD = 107;

    /**
     * Both inits are the last to be ended when memory runs out, since all of the node ends with them; not -1000, with which
     * whatever inherits it could never be ended. See {@code oom_score_adj} of proc(5).
     */
    private static final String OOM_SCORE = "-999";

    private static final Path ROOT = Path.of("/");
    private static final Path RUN = Path.of("/run");
    private static final Path SETTINGS = RUN.resolve("hepto.sysctls");

    private final ContainerSpec spec;
    private final InstanceLock lock;

    /** Takes the lock of the data directory, which the container holds as long as it lives. */
    public Container(ContainerSpec spec, InstanceLock lock) {
        this.spec = spec;
        this.lock = lock;
    }

    /**
     * Builds the container and becomes init in it.
     *
     * @param init path of the init of the runtime ELF, inside the data directory
     * @param daemon the command line that init runs
     * @param environment {@code NAME=value}
     */
    public void exec(Path init, List<String> daemon, List<String> environment) throws IOException {
        setOomScore();
        int root = openDirectory(ROOT);
        int run = openDirectory(RUN);
        int settings = HostSettings.hold(SETTINGS);
        Delegation delegation = Delegation.ofThisProcess();
        NodeCgroup cgroup = NodeCgroup.of(delegation.base(), spec.id());
        // opened before unshare: who may move a process is judged by the opener's cgroup namespace
        int origin = openProcs(delegation.wayOut());
        int top = openProcs(new Cgroup(Cgroup.ROOT));
        cgroup.enter();
        int parent = openDirectory(cgroup.parent().path());
        try (Rtnetlink host = new Rtnetlink()) {
            Linux.unshare(Linux.CLONE_NEWNS
                    | Linux.CLONE_NEWCGROUP
                    | Linux.CLONE_NEWUTS
                    | Linux.CLONE_NEWIPC
                    | Linux.CLONE_NEWNET);
            cgroup.stepDown();
            Links links = new Links(spec);
            links.create(host);
            links.configure();
            spec.firewall().apply();
            links.up(host);
            host.passOn(HOST_NETWORK_FD);
        }
        new PrivateRoot(spec).enter();
        Linux.sethostname(spec.hostname());
        Linux.dup2(origin, ORIGIN_FD);
        Linux.dup2(parent, CGROUP_FD);
        Linux.dup2(run, RUN_FD);
        Linux.dup2(lock.fd(), LOCK_FD);
        Linux.dup2(top, TOP_FD);
        Linux.dup2(settings, SETTINGS_FD);
        Linux.dup2(root, HOST_ROOT_FD);
        become(init, daemon, environment);
    }

    private static void setOomScore() {
        try {
            Files.writeString(Path.of("/proc/self/oom_score_adj"), OOM_SCORE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            return; // a host that is a container may lack CAP_SYS_RESOURCE: the node works without
        }
    }

    private void become(Path init, List<String> daemon, List<String> environment) throws ErrnoException {
        List<String> arguments = new ArrayList<>(List.of("init"));
        arguments.addAll(daemon);
        List<String> variables = new ArrayList<>(environment);
        variables.add("HEPTO_INIT=" + init);
        variables.add("HEPTO_CGROUP=" + spec.id());
        Linux.execve(init.toString(), arguments, variables, ORIGIN_FD, HOST_ROOT_FD);
    }

    private static int openProcs(Cgroup cgroup) throws ErrnoException {
        return Linux.open(cgroup.procs().toString(), Linux.O_WRONLY | Linux.O_CLOEXEC, 0);
    }

    private static int openDirectory(Path path) throws ErrnoException {
        return Linux.open(path.toString(), Linux.O_RDONLY | Linux.O_DIRECTORY | Linux.O_CLOEXEC, 0);
    }
}
