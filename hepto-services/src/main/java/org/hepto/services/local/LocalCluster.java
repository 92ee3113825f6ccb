package org.hepto.services.local;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.hepto.services.control.Invitation;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.control.UnitReport;
import org.hepto.services.local.LocalPlan.Meeting;
import org.hepto.services.local.LocalPlan.Member;
import org.hepto.services.node.ConfigException;

/**
 * Starts a cluster of several nodes on this host, and removes it. {@link #up} is called once; another thread may call
 * {@link #down} meanwhile, after which {@code up} fails.
 */
public final class LocalCluster {
    private static final Duration LOOK = Duration.ofMillis(500);

    /** An init gives its daemon 25 s, the rest 2 s and the cgroups 5 s. */
    private static final Duration STOP = Duration.ofSeconds(60);

    private static final double MIB = 1024.0 * 1024.0;

    private final LocalWorld world;
    private final Consumer<String> progress;
    private LocalRecord made = new LocalRecord(false, Map.of());
    private boolean claimed;
    private boolean ended;

    /** @param progress takes lines for the operator */
    public LocalCluster(Consumer<String> progress) {
        this(new ThisMachine(), progress);
    }

    LocalCluster(LocalWorld world, Consumer<String> progress) {
        this.world = world;
        this.progress = progress;
    }

    /**
     * Starts the nodes and waits until all are ready.
     *
     * @return the kubeconfig of the cluster's administrator
     * @throws ConfigException if the host won't do, or the cluster is there; nothing was changed then
     * @throws IOException if a node fails, which the one line names; all are stopped then, unless they are to be kept
     */
    public Path up(LocalOptions options) throws IOException, InterruptedException {
        requireRoot("up");
        Optional<String> problem = options.isolated() ? Optional.of("none is wanted") : world.uplinkProblem();
        LocalPlan plan = new LocalPlan(options.data(), options.cluster(), options.nodes(), problem.isPresent());
        claim(plan);
        try {
            if (problem.isPresent()) {
                world.addLink(plan.linkName(), plan.hostAddress());
                progress.accept("no IPv6 uplink (%s): the nodes are on the link %s, pods will not reach the outside"
                        .formatted(problem.get(), plan.linkName()));
            }
            return start(plan, options.patience());
        } catch (IOException | RuntimeException | InterruptedException e) {
            if (!options.keep()) {
                stopAfter(e);
            }
            throw e;
        }
    }

    private void requireRoot(String command) {
        if (!world.isRoot()) {
            throw new ConfigException("nodes need root: sudo java -jar hepto.jar " + command);
        }
    }

    /** Takes the directory by making it, so that of two that begin at once one is refused. */
    private synchronized void claim(LocalPlan plan) throws IOException {
        Path directory = plan.directory();
        Files.createDirectories(plan.data());
        try {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            throw new ConfigException(
                    Files.exists(LocalRecord.file(directory))
                            ? "there is a cluster in %s already; remove it with 'hepto down'".formatted(directory)
                            : "%s is there, and not by 'hepto up'; choose another --cluster".formatted(directory),
                    e);
        }
        claimed = true;
        made = new LocalRecord(plan.ownLink(), Map.of());
        made.write(directory);
    }

    private Path start(LocalPlan plan, Duration patience) throws IOException, InterruptedException {
        Member master = plan.master();
        Map<Member, NodeStatus> ready = new LinkedHashMap<>();
        long first = launch(plan, master, plan.masterArguments());
        NodeStatus status = await(plan, master, first, patience);
        ready.put(master, status);
        if (!plan.others().isEmpty()) {
            Meeting meeting = meeting(plan, status);
            List<Long> begun = new ArrayList<>();
            for (Member member : plan.others()) {
                begun.add(launch(plan, member, plan.arguments(member, meeting)));
            }
            for (int i = 0; i < begun.size(); i++) {
                Member member = plan.others().get(i);
                ready.put(member, await(plan, member, begun.get(i), patience));
            }
        }
        tellMemory(plan, ready);
        return plan.paths(master).kubeconfig();
    }

    /** Starts a node and writes down its process at once; returns the time. */
    private synchronized long launch(LocalPlan plan, Member member, List<String> arguments) throws IOException {
        if (ended) {
            throw new IOException("the cluster is being removed");
        }
        long now = world.nanoTime();
        progress.accept("%s starts".formatted(member.name()));
        made = made.with(member.name(), world.start(arguments, plan.log(member)));
        made.write(plan.directory());
        return now;
    }

    /** Asks the master; if it has no anchor to tell, its own public address is one for nodes of this host. */
    private Meeting meeting(LocalPlan plan, NodeStatus master) throws IOException {
        Optional<Invitation> invitation = world.invite(plan.paths(plan.master()));
        Optional<String> authority = invitation.map(Invitation::authority).filter(text -> !text.isEmpty());
        List<String> anchors = invitation.map(Invitation::anchors).orElse(List.of());
        if (plan.master().address().isPresent()) {
            anchors = List.of(plan.master().address().get().address().toString());
        } else if (anchors.isEmpty()) {
            anchors = List.of(publicAddress(master)
                    .orElseThrow(
                            () -> new IOException("%s has no public address: no router advertised one; try --isolated"
                                    .formatted(plan.master().name()))));
        }
        return new Meeting(anchors, authority);
    }

    private static Optional<String> publicAddress(NodeStatus status) {
        return status.units().stream()
                .filter(unit -> unit.name().equals("address"))
                .flatMap(unit -> unit.detail().stream())
                .filter(detail -> detail.contains(":") && !detail.contains(" "))
                .findFirst();
    }

    private NodeStatus await(LocalPlan plan, Member member, long begun, Duration patience)
            throws IOException, InterruptedException {
        while (true) {
            boolean alive = world.isAlive(process(member));
            Optional<NodeStatus> status = alive ? world.status(plan.paths(member)) : Optional.empty();
            Duration spent = Duration.ofNanos(world.nanoTime() - begun);
            if (status.isPresent() && status.get().ready()) {
                progress.accept("%s is Ready after %d s".formatted(member.name(), spent.toSeconds()));
                return status.get();
            }
            if (!alive || spent.compareTo(patience) > 0) {
                String what =
                        alive ? "not ready after %d s%s".formatted(patience.toSeconds(), waitsFor(status)) : "ended";
                throw new IOException("node %s %s; %s says last: %s"
                        .formatted(member.name(), what, plan.log(member), world.lastLine(plan.log(member))));
            }
            world.sleep(LOOK);
        }
    }

    private synchronized LocalProcess process(Member member) throws IOException {
        LocalProcess process = made.processes().get(member.name());
        if (process == null) {
            throw new IOException("node %s was not started".formatted(member.name()));
        }
        return process;
    }

    private static String waitsFor(Optional<NodeStatus> status) {
        if (status.isEmpty()) {
            return ", its daemon does not answer";
        }
        return status.get()
                .joining()
                .or(() -> status.get().units().stream()
                        .filter(unit -> !unit.isReady())
                        .map(UnitReport::name)
                        .findFirst())
                .map(what -> " (" + what + ")")
                .orElse("");
    }

    private void tellMemory(LocalPlan plan, Map<Member, NodeStatus> ready) {
        ready.forEach((member, before) -> {
            // the master has done much since it was ready
            NodeStatus now = world.status(plan.paths(member)).orElse(before);
            long bytes =
                    now.memory().values().stream().mapToLong(Long::longValue).sum();
            progress.accept(String.format(Locale.ROOT, "%s takes %.1f MiB of memory", member.name(), bytes / MIB));
        });
    }

    private void stopAfter(Exception failure) {
        try {
            stop(end());
        } catch (IOException e) {
            failure.addSuppressed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.addSuppressed(e);
        }
    }

    /** Lets no node start any more; returns what was made until now. */
    private synchronized LocalRecord end() {
        ended = true;
        return made;
    }

    private void stop(LocalRecord record) throws IOException, InterruptedException {
        record.processes().values().forEach(world::terminate);
        long begin = world.nanoTime();
        for (Map.Entry<String, LocalProcess> entry : record.processes().entrySet()) {
            while (world.isAlive(entry.getValue())) {
                if (world.nanoTime() - begin > STOP.toNanos()) {
                    throw new IOException("node %s (pid %d) did not stop in %d s; try again, or kill it"
                            .formatted(entry.getKey(), entry.getValue().pid(), STOP.toSeconds()));
                }
                world.sleep(LOOK);
            }
        }
    }

    /** Removes what this object's {@link #up} has made until now, which ends with an exception then. */
    public void cancel(LocalOptions options) throws IOException, InterruptedException {
        end();
        boolean mine;
        synchronized (this) {
            mine = claimed;
        }
        if (mine) {
            down(options.data(), options.cluster());
        }
    }

    /**
     * Stops the nodes and deletes what {@link #up} has made, also half of it; does nothing if there is nothing.
     *
     * @throws ConfigException if the cluster is there but not by {@code up}; nothing was changed then
     * @throws IOException if a node does not stop or something cannot be deleted; it can be tried again then
     */
    public void down(Path data, String cluster) throws IOException, InterruptedException {
        requireRoot("down");
        LocalPlan plan = new LocalPlan(data, cluster, LocalOptions.MOST, false);
        Path directory = plan.directory();
        if (!Files.exists(directory)) {
            progress.accept("there is no cluster in " + directory);
            return;
        }
        if (!Files.exists(LocalRecord.file(directory))) {
            // an empty one is left when 'up' or 'down' was killed
            if (!deleteIfEmpty(directory)) {
                throw new ConfigException(
                        "%s was not made by 'hepto up'; stop its nodes and delete it yourself".formatted(directory));
            }
            return;
        }
        LocalRecord record = LocalRecord.read(directory);
        stop(record);
        List<Member> members = new ArrayList<>(plan.others());
        members.add(plan.master());
        for (Member member : members) {
            world.delete(plan.paths(member));
            Files.deleteIfExists(plan.log(member));
        }
        if (record.link()) {
            world.removeLink(plan.linkName());
        }
        finish(directory);
        progress.accept("removed " + directory);
    }

    /** Forgets the record last: until then it can all be done again. */
    private static void finish(Path directory) throws IOException {
        Files.deleteIfExists(LocalRecord.file(directory));
        if (!deleteIfEmpty(directory)) {
            throw new IOException("%s has files that 'hepto up' did not make; delete it yourself".formatted(directory));
        }
    }

    private static boolean deleteIfEmpty(Path directory) throws IOException {
        try {
            Files.delete(directory);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }
}
