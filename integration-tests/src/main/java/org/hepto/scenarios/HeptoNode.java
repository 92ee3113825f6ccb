package org.hepto.scenarios;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.hepto.lab.BackgroundProcess;
import org.hepto.lab.Lab;
import org.hepto.lab.LabException;
import org.hepto.lab.LabHost;
import org.hepto.lab.NameServer;
import org.hepto.lab.OciImage;
import org.hepto.lab.Registry;
import org.hepto.lab.Result;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A node in a lab host, used as its operator uses it. What the product does wrong is an {@link AssertionError}, what the
 * lab does wrong a {@link LabException}.
 */
public final class HeptoNode {
    /** How long a slow machine under load may take until a node is Ready. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Memory of a host that carries a master, in MiB. */
    public static final int MEMORY = 3072;

    /** The data directory in the host. */
    public static final String DATA = "/data/hepto";

    private static final Duration SHORT = Duration.ofMinutes(5);

    /** After {@link #SHORT} the command ends itself, and has failed; that it does not is the lab's fault. */
    private static final Duration LONG = SHORT.plusMinutes(1);

    private final LabHost host;
    private final NodeCommand command;
    private final Map<String, String> environment = new TreeMap<>();
    private int starts;
    private @Nullable BackgroundProcess process;

    /** The master and only node of a cluster. */
    public HeptoNode(LabHost host) {
        this(host, NodeCommand.single(host.name()));
    }

    public HeptoNode(LabHost host, NodeCommand command) {
        this.host = host;
        this.command = command;
        // signals are dear in User-Mode Linux
        set("GODEBUG", "asyncpreemptoff=1");
        host.report(directory() + "/log/hepto.log");
        host.report(directory() + "/log/control-plane.log");
        host.report(directory() + "/log/node-plane.log");
    }

    public LabHost host() {
        return host;
    }

    /** Its name in the cluster. */
    public String name() {
        return command.name();
    }

    private static Path classes() {
        return Path.of(HeptoNode.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
    }

    /** The file under test. */
    public static Path jar() {
        Path jar = classes().resolve("../../../hepto-cli/target/hepto.jar").normalize();
        if (!Files.exists(jar)) {
            throw new LabException("there is no " + jar + "; build it with ./dev build");
        }
        return jar;
    }

    /** Sets a variable of its environment, from the next start on. */
    public void set(String variable, String value) {
        environment.put(variable, value);
    }

    /** The node's own directory in the host. */
    public String directory() {
        return "%s/%s/%s".formatted(DATA, command.cluster(), command.name());
    }

    /** What its daemon has logged so far, a line each; strangers and requests are only there. */
    public List<String> log() {
        return host.ok("cat %s/log/hepto.log".formatted(directory())).lines().toList();
    }

    /** Puts the image of the test pods where the node imports images from. */
    public void provideImages() {
        try {
            Path archive = Files.createTempFile("busybox", ".tar");
            OciImage.busybox().writeTo(archive);
            host.ok("mkdir -p %s/images".formatted(DATA));
            host.copyTo(archive, DATA + "/images/busybox.tar");
            Files.delete(archive);
        } catch (IOException e) {
            throw new LabException("cannot make the image of the test pods", e);
        }
    }

    /** Its command line, with more options. */
    public String command(String options) {
        StringBuilder variables = new StringBuilder();
        environment.forEach((name, value) -> variables.append("%s=%s ".formatted(name, value)));
        return "%sexec %s -jar %s %s --data %s %s"
                .formatted(variables, java(), jar(), command.arguments(), DATA, options);
    }

    /** A java in the host that runs hepto. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Starts it and does not wait. */
    public void start() {
        starts++;
        process = host.start("hepto-" + starts, command(""));
        host.report(process.log());
    }

    /** Starts it and waits until its Node is Ready. */
    public void startAndAwaitReady() {
        start();
        awaitReady();
    }

    /** Waits until the node says that it is Ready, or fails as soon as it has ended. */
    public void awaitReady() {
        awaitReady(PATIENCE);
    }

    /** As {@link #awaitReady()}, with its own patience. */
    void awaitReady(Duration patience) {
        awaitOutput("is Ready", 1, patience);
    }

    /** Waits until the node has said a text so many times since its start. */
    public void awaitOutput(String text, int times) {
        awaitOutput(text, times, PATIENCE);
    }

    private void awaitOutput(String text, int times, Duration patience) {
        await("the node to say '%s'".formatted(text), patience, () -> {
            BackgroundProcess running = process();
            boolean said = Integer.parseInt(host.run("grep -c '%s' %s".formatted(text, running.log()))
                            .output()
                            .strip())
                    >= times;
            if (!said) {
                expectRunning();
            }
            return said;
        });
    }

    /** Fails with what it said when it has ended. */
    void expectRunning() {
        BackgroundProcess running = process();
        if (!running.running()) {
            throw new AssertionError("node %s has ended:%n%s".formatted(name(), running.output()));
        }
    }

    /** The launcher's process, which becomes the outer init. */
    public BackgroundProcess process() {
        BackgroundProcess started = process;
        if (started == null) {
            throw new LabException("the node was not started");
        }
        return started;
    }

    /** kubectl on the host, as the operator runs it. */
    public String kubectl(String arguments) {
        return succeed(host, kubectlCommand(arguments));
    }

    /** The same, where it may fail. */
    public Result tryKubectl(String arguments) {
        return host.run(kubectlCommand(arguments), LONG);
    }

    /** The output of a command on a host by which the product is looked at: its failure is the product's. */
    static String succeed(LabHost host, String command) {
        Result result = host.run(command, LONG);
        if (!result.ok()) {
            throw new AssertionError(
                    "host %s: exit code %d%n$ %s%n%s".formatted(host, result.exitCode(), command, result.output()));
        }
        return result.output().strip();
    }

    /** kubectl with its standard input from a file or pipe before it. */
    public String kubectlCommand(String arguments) {
        return "KUBECONFIG=%s/kubeconfig timeout %d %s kubectl %s"
                .formatted(directory(), SHORT.toSeconds(), jar(), arguments);
    }

    /** The command of an {@link ApiLoad} on the host, as the cluster's operator. */
    String load(String operation, String arguments) {
        return "exec %s %s %s/kubeconfig %s".formatted(program(ApiLoad.class), operation, directory(), arguments);
    }

    /** The command of a program of these scenarios or of the lab, on a host. */
    private static String program(Class<?> main) {
        return "%s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx96m -cp %s %s"
                .formatted(java(), classes(), main.getName());
    }

    /** Starts {@link ApiQuestions} on the host, as the cluster's operator. */
    BackgroundProcess askAsOperator(String path, Duration pause) {
        return host.start(
                "questions-operator",
                "exec %s %s/kubeconfig %s %d"
                        .formatted(program(ApiQuestions.class), directory(), path, pause.toMillis()));
    }

    /** Starts {@link ApiQuestions} in the network of the node, with its certificate and by the way of its components. */
    BackgroundProcess askAsNode(String path, Duration pause) {
        return host.start(
                "questions-node",
                "exec nsenter -t %d -n %s %s/node/kubeconfig %s %d"
                        .formatted(daemon(), program(ApiQuestions.class), directory(), path, pause.toMillis()));
    }

    /** Takes the certificates down each five seconds, from now on, in the lines of {@link #certificates}. */
    BackgroundProcess followCertificates() {
        return host.start(
                "certificates", "cd %s/pki && while :; do sha256sum *.crt; sleep 5; done".formatted(directory()));
    }

    /** Starts a DNS server on its host that knows one name, for whoever asks. */
    void startNameServer(String name, String address) {
        startNameServer(host, name, address);
    }

    /** Starts a DNS server on any host that knows one name, for whoever asks. */
    static BackgroundProcess startNameServer(LabHost host, String name, String address) {
        return serve(host, "name-server", "%s %s %s".formatted(program(NameServer.class), name, address));
    }

    /** Lets its host ask another name server: by a link into /run, as on most, where a file takes the place of another. */
    void setNameServer(String address) {
        host.ok("""
                mkdir -p /run/resolver && cd /run/resolver
                [ -e before ] || mv /etc/resolv.conf before
                echo nameserver %s > next && mv next resolv.conf && ln -sf /run/resolver/resolv.conf /etc/resolv.conf""".formatted(address));
    }

    /** Lets its host ask what it asked before. */
    void restoreNameServer() {
        host.ok("mv /run/resolver/before /etc/resolv.conf && rm -r /run/resolver");
    }

    /** The file of the node itself that names what it asks. */
    String resolvConf() {
        return host.ok("cat /proc/%d/root/etc/resolv.conf".formatted(daemon()));
    }

    /** Starts a {@link Registry} on a host. */
    static BackgroundProcess startRegistry(LabHost host) {
        return serve(host, "registry", program(Registry.class));
    }

    private static BackgroundProcess serve(LabHost host, String name, String command) {
        BackgroundProcess server = host.start(name, "exec " + command);
        host.report(server.log());
        return server;
    }

    /** Waits until the apiserver of the newest start serves; that is long before the Node is Ready. */
    void awaitApi() {
        awaitOutput("apiserver ready", 1);
    }

    /** Cuts the power of its host, which forgets all that is not on its disk. The node is off until it is started. */
    public void powerCut() {
        host.powerCut();
        process = null;
    }

    /** Boots its host again and starts it with the same command line; does not wait for the node. */
    public void bootAgain() {
        host.boot();
        host.awaitAddress();
        start();
    }

    /** A subcommand of hepto that is about this node; its exit code is not looked at. */
    public Result ask(String subcommand) {
        return host.run(askCommand(subcommand), SHORT);
    }

    /** The command of {@link #ask}, for one that takes long. */
    String askCommand(String subcommand) {
        return "%s -jar %s %s --data %s --cluster %s --name %s"
                .formatted(java(), jar(), subcommand, DATA, command.cluster(), name());
    }

    /** What the node says of itself, as {@code hepto status --json} prints it; empty while nobody answers. */
    public JsonNode status() {
        Result result = ask("status --json");
        return result.output().startsWith("{")
                ? new JsonMapper().readTree(result.output())
                : JsonNodeFactory.instance.objectNode();
    }

    /** Its public address of now, as it says itself. */
    String publicAddress() {
        return status().path("units")
                .valueStream()
                .filter(unit -> unit.path("name").asString("").equals("address"))
                .map(unit -> unit.path("detail").asString(""))
                .filter(detail -> detail.startsWith("2001:db8:"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("node %s has no public address".formatted(name())));
    }

    /** Runs a command of the host in the network of the node, where its address in the mesh is. */
    public Result inNetwork(String shell) {
        return host.run("nsenter -t %d -n /bin/bash -c '%s'".formatted(daemon(), shell));
    }

    /** A subcommand of hepto on the host. */
    public Result hepto(String arguments) {
        return host.run("%s -jar %s %s".formatted(java(), jar(), arguments), SHORT);
    }

    /**
     * The files of the host with their sizes, a line each, outside the data directory and what belongs to the lab. Of
     * home directories only the top: walking a developer's caches would cost the host an open file per directory.
     */
    public String filesOutside() {
        return host.ok("""
                { find /root -maxdepth 2 -xdev -type f -printf '%p %s bytes\\n'
                  find /etc /tmp /var /opt /run -xdev -type f ! -path '/run/lab/*' -printf '%p %s bytes\\n'; } | sort
                """);
    }

    /** The daemon's JVM, as the host numbers it; its helper is another, at times. */
    public int daemon() {
        return Integer.parseInt(host.ok("""
                for p in $(cat %s); do
                  [ $(cat /proc/$p/comm) = java ] && grep -q DaemonMain /proc/$p/cmdline && echo $p
                done; true""".formatted(procs("init"))));
    }

    /** The upstream process of a plane, {@code control-plane} or {@code node}, as the host numbers it. */
    public int plane(String leaf) {
        return Integer.parseInt(host.ok("head -n 1 " + procs(leaf)));
    }

    /** Pids and start times of the planes: the same text means that none was restarted. */
    public String planes() {
        return host.ok(
                "for p in $(cat %s %s); do case $(cat /proc/$p/comm) in *-plane) echo $p $(cut -d' ' -f22 /proc/$p/stat);; esac; done"
                        .formatted(procs("control-plane"), procs("node")));
    }

    /** Waits until a plane has a process again after one was killed, whose pid is given. */
    void awaitAnotherPlane(String leaf, int killed) {
        await(
                "another %s plane".formatted(leaf),
                PATIENCE,
                () -> host.run("grep -qvx %d %s".formatted(killed, procs(leaf))).ok());
    }

    /** The node's cgroup, as the host sees it. */
    String cgroup() {
        return "/sys/fs/cgroup/hepto/%s_%s".formatted(command.cluster(), command.name());
    }

    /** The file with the processes of a leaf of the node's cgroup, as the host numbers them. */
    String procs(String leaf) {
        return "%s/%s/cgroup.procs".formatted(cgroup(), leaf);
    }

    /** Pids and start times of the web servers in the pods: the same text means that none was restarted. */
    public String webServers() {
        return host.ok("for p in $(pgrep -f 'httpd -f -p'); do echo $p $(cut -d' ' -f22 /proc/$p/stat); done");
    }

    /** The certificates of the node, as digests. */
    public String certificates() {
        return host.ok("cd %s/pki && sha256sum *.crt".formatted(directory()));
    }

    /** As {@link #eventually(String, Duration, Runnable)} with {@link #PATIENCE}. */
    public static void eventually(String what, Runnable step) {
        eventually(what, PATIENCE, step);
    }

    /**
     * Repeats a step until it succeeds; at last its failure is thrown. Only what the product does wrong can change, so a
     * failure of the lab is thrown at once.
     */
    public static void eventually(String what, Duration patience, Runnable step) {
        AtomicReference<@Nullable AssertionError> last = new AtomicReference<>();
        try {
            await(what, patience, () -> {
                try {
                    step.run();
                    return true;
                } catch (AssertionError e) {
                    last.set(e);
                    return false;
                }
            });
        } catch (AssertionError timeout) {
            timeout.initCause(last.get());
            throw timeout;
        }
    }

    /** Polls a condition each second. */
    public static void await(String what, Duration patience, Supplier<Boolean> condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.get()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("timed out after %d s waiting for %s".formatted(patience.toSeconds(), what));
            }
            pause(Duration.ofSeconds(1));
        }
    }

    /** Waits; the end of a test that was interrupted is a {@link LabException}. */
    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    /** A lab with one host for a master, a router and the world outside. */
    public static HeptoNode boot(Lab lab) {
        LabHost host = lab.host("n1", new org.hepto.lab.HostSize(MEMORY, 12));
        lab.router();
        lab.boot();
        HeptoNode node = new HeptoNode(host);
        node.provideImages();
        return node;
    }
}
