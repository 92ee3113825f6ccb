package org.hepto.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A host of the lab: off until {@link #boot()}, which may be called again after {@link #powerCut()} or
 * {@link #shutDown()} and finds the same disk.
 *
 * <pre>
 *          boot                  powerCut, shutDown
 *   off ----------> running -------------------------> off
 * </pre>
 *
 * <p>It sees the machine's own files read-only (JDK, tools, this checkout) with a layer of its own above that is lost
 * when it goes off; only {@code /data} stays. Commands are scripts for bash, run by root in {@code /}, through a serial
 * line: they need no network, and many may run at once. All methods may be called from any thread and throw
 * {@link LabException}.
 */
public final class LabHost {
    /** How long {@link #run(String)} waits. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration BOOT = Duration.ofSeconds(90);
    private static final int CONSOLE_TAIL = 80;

    private final String name;
    private final HostSize size;
    private final MacAddress mac;
    private final Path directory;
    private final Switch network;
    private final CpuPlacement cpus;
    private final boolean router;
    private final @Nullable Site site;
    private final UmlMachine machine;
    private final AtomicInteger files = new AtomicInteger();
    private final List<String> logs = new CopyOnWriteArrayList<>();
    private volatile String afterBoot = "";
    private UmlMachine.@Nullable Session session;

    LabHost(
            String name,
            HostSize size,
            MacAddress mac,
            Path directory,
            Switch network,
            CpuPlacement cpus,
            boolean router,
            @Nullable Site site) {
        this.name = name;
        this.size = size;
        this.mac = mac;
        this.directory = directory;
        this.network = network;
        this.cpus = cpus;
        this.router = router;
        this.site = site;
        machine = new UmlMachine(name, size, mac, directory, router);
    }

    /** Its name here and its host name inside. */
    public String name() {
        return name;
    }

    /** Its memory and disk. */
    public HostSize size() {
        return size;
    }

    /** Its Ethernet address. */
    public String mac() {
        return mac.toString();
    }

    /** Its link-local address on {@code eth0}. */
    public String linkLocal() {
        return mac.linkLocal();
    }

    /** Its global address: the one that it gives itself when it hears the router of the lab or of its site. */
    public String address() {
        Site at = site;
        return router ? Lab.ROUTER_ADDRESS : mac.address(at == null ? Lab.SUBNET : at.subnet());
    }

    /** Whether it is at a site. */
    boolean atSite() {
        return site != null;
    }

    /** Runs a command now, if it is on, and after each boot. */
    void afterBoot(String command) {
        afterBoot = command;
        if (running()) {
            ok(command);
        }
    }

    /** Starts it and waits until it takes commands, about two seconds. */
    public void boot() {
        UmlMachine.Session started = switchOn();
        try {
            started.channel().awaitUp(BOOT);
        } catch (LabException e) {
            powerCut();
            throw new LabException("host %s does not boot; its console:%n%s".formatted(name, console()), e);
        }
        if (!afterBoot.isEmpty()) {
            ok(afterBoot);
        }
    }

    /** Waits for nothing, so that a boot that hangs can be cut short from another thread. */
    private synchronized UmlMachine.Session switchOn() {
        if (running()) {
            throw new LabException("host %s is running already".formatted(name));
        }
        powerCut();
        UmlMachine.Session started = machine.start(network, site == null ? Lab.NO_SITE : site.name(), cpus.of(name));
        session = started;
        return started;
    }

    /** Whether it is on. */
    public synchronized boolean running() {
        return session != null && session.process().alive();
    }

    /** Stops it at once and without warning: what it had not written to its disk is lost. Does nothing if it is off. */
    public synchronized void powerCut() {
        if (session != null) {
            session.process().kill();
            CpuQuota.remove(name);
            network.detach(name);
            session.channel().close();
            session = null;
        }
    }

    /** Writes its disk and turns it off. */
    public synchronized void shutDown() {
        run("sync; umount /data");
        try {
            run("echo o > /proc/sysrq-trigger; sleep infinity");
        } catch (LabException e) {
            // it goes off before the command ends; that it does is seen below
        }
        if (session != null) {
            session.process().await();
        }
        powerCut();
    }

    /** Runs a command and waits {@link #PATIENCE} for its end. */
    public Result run(String command) {
        return run(command, PATIENCE);
    }

    /** Runs a command; if it takes longer it is killed with its children and a {@link LabException} is thrown. */
    public Result run(String command, Duration timeout) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try {
            int code = channel().run(script(command), timeout, output::writeBytes);
            return new Result(code, output.toString(StandardCharsets.UTF_8));
        } catch (LabException e) {
            String text = output.toString(StandardCharsets.UTF_8);
            throw new LabException("%s%n$ %s%n%s".formatted(e.getMessage(), command, Text.tail(text, CONSOLE_TAIL)), e);
        }
    }

    /** Runs a command and hands out its output line by line as it comes; the lines come from another thread. */
    public int run(String command, Duration timeout, Consumer<String> lines) {
        LineSplitter splitter = new LineSplitter(lines);
        int code = channel().run(script(command), timeout, splitter::accept);
        splitter.finish();
        return code;
    }

    /** The output of a command that has to succeed, without white space around it. */
    public String ok(String command) {
        return ok(command, PATIENCE);
    }

    /** As {@link #ok(String)}, with its own patience. */
    public String ok(String command, Duration timeout) {
        Result result = run(command, timeout);
        if (!result.ok()) {
            throw new LabException("host %s: exit code %d%n$ %s%n%s"
                    .formatted(name, result.exitCode(), command, Text.tail(result.output(), CONSOLE_TAIL)));
        }
        return result.output().strip();
    }

    /** Starts a command that goes on in the background, in a session of its own, its output in a file. */
    public BackgroundProcess start(String title, String command) {
        String log = "/run/lab/%s.log".formatted(title);
        Path script = script(command);
        String pid = ok("setsid /bin/bash %s > %s 2>&1 < /dev/null & echo $!".formatted(script, log));
        return new BackgroundProcess(this, Integer.parseInt(pid), log);
    }

    /** Copies a file or a folder of the machine into the host. */
    public void copyTo(Path from, String to) {
        Path passage = passage("to");
        try {
            LocalCommand.run("cp", "-a", "--reflink=auto", from.toString(), passage.toString());
            ok("mkdir -p \"$(dirname '%2$s')\" && cp -a '%1$s' '%2$s'".formatted(passage, to));
        } finally {
            LocalCommand.run("rm", "-rf", passage.toString());
        }
    }

    /** Copies a file of the host to the machine, replacing what is there. */
    public void copyFrom(String from, Path to) {
        Path passage = passage("from");
        ok("cp '%s' %s && sync -f %2$s".formatted(from, passage));
        try {
            Files.move(passage, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has its global address. */
    public LabHost awaitAddress() {
        ok(
                "for i in $(seq 600); do ip -6 addr show dev eth0 scope global -tentative | grep -q %s/ && exit; sleep 0.1; done; exit 1"
                        .formatted(address()));
        return this;
    }

    /** Names a file in the host that a test report shows when a test fails. */
    public LabHost report(String log) {
        logs.add(log);
        return this;
    }

    List<String> logs() {
        return logs;
    }

    /** The end of what its kernel and its start script said, for all boots. */
    public String console() {
        try {
            Path console = machine.console();
            return Files.exists(console)
                    ? Text.tail(new String(Files.readAllBytes(console), StandardCharsets.UTF_8), CONSOLE_TAIL)
                    : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Memory of this machine that the host takes now, in MiB: pages it has touched since it was booted. */
    public synchronized long machineMemoryMiB() {
        if (session == null) {
            return 0;
        }
        return machine.residentMiB(session.process().pid());
    }

    /**
     * Gives it a share of one CPU from now on, until it goes off.
     *
     * @param share of a CPU, more than 0
     */
    public synchronized void limitCpu(double share) {
        if (session == null) {
            throw new LabException("host %s is off".formatted(name));
        }
        CpuQuota.limit(name, session.process().pid(), share);
    }

    /** The first of its processes on this machine, if it is on. */
    synchronized OptionalInt pid() {
        return session == null
                ? OptionalInt.empty()
                : OptionalInt.of(session.process().pid());
    }

    private synchronized ControlChannel channel() {
        if (session == null) {
            throw new LabException("host %s is off".formatted(name));
        }
        return session.channel();
    }

    /** Commands travel as files: longer ones would not fit the serial line. */
    private Path script(String command) {
        try {
            return Files.writeString(passage("command"), command + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A path that both see and that was never used before: the host may remember the old content of others. */
    private Path passage(String kind) {
        return directory.resolve("%s-%d".formatted(kind, files.incrementAndGet()));
    }

    @Override
    public String toString() {
        return name;
    }
}
