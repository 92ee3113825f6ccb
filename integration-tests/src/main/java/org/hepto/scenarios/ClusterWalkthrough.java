package org.hepto.scenarios;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepto.lab.Lab;
import org.hepto.scenarios.Walkthrough.Step;
import org.jspecify.annotations.Nullable;

/** What a user expects of a fresh cluster of several nodes: each step throws an {@link AssertionError} when it is otherwise. */
public final class ClusterWalkthrough {
    /** More than one message of exec's stream. */
    private static final int COPIED_BYTES = 300_000;

    private final Cluster cluster;
    private @Nullable SpreadPods pods;

    public ClusterWalkthrough(Cluster cluster) {
        this.cluster = cluster;
    }

    /** All of them in their order, all nodes being Ready already. */
    public List<Step> steps() {
        return List.of(
                new Step("the nodes have addresses of one private network", this::meshAddresses),
                new Step("a pod runs on each node", () -> pods = SpreadPods.on(cluster)),
                new Step("each pod reaches each other one", this::podsReachEachOther),
                new Step("the Service answers on each node, by pods of all of them", this::serviceAnswers),
                new Step("DNS answers on each node", this::dnsAnswers),
                new Step("kubectl logs and exec reach pods behind both firewalls", this::logsAndExec),
                new Step("kubectl cp to these pods and back changes nothing", this::copies),
                new Step("a pod of each node reaches the outside by the node's own address", this::podsReachOutside));
    }

    private SpreadPods pods() {
        SpreadPods applied = pods;
        if (applied == null) {
            throw new IllegalStateException("there are no pods yet");
        }
        return applied;
    }

    private List<String> names() {
        return cluster.nodes().stream().map(HeptoNode::name).toList();
    }

    private void meshAddresses() {
        Set<String> prefixes = new HashSet<>();
        for (String name : names()) {
            List<String> groups = List.of(cluster.mesh(name).split(":", -1));
            if (groups.size() < 4 || !groups.getFirst().startsWith("fd")) {
                throw new AssertionError("%s has the address '%s'".formatted(name, String.join(":", groups)));
            }
            prefixes.add(String.join(":", groups.subList(0, 3)));
        }
        if (prefixes.size() != 1) {
            throw new AssertionError("nodes of one cluster are in " + prefixes);
        }
    }

    /** Asked a second time: a packet in a hundred is lost, and so may be the first answer. */
    private void podsReachEachOther() {
        HeptoNode.eventually("each pod to reach each other one", () -> pods().reachEachOther());
    }

    private void serviceAnswers() {
        String service = pods().service();
        for (String name : names()) {
            Set<String> answers = new HashSet<>();
            HeptoNode.eventually("answers to %s by all nodes".formatted(name), () -> {
                answers.add(pods().get(name, service));
                if (!answers.containsAll(pods().names().values())) {
                    throw new AssertionError("only by " + answers);
                }
            });
        }
    }

    private void dnsAnswers() {
        String service = pods().service();
        for (String name : names()) {
            String answer = pods().exec(name, "nslookup spread.default.svc.cluster.local");
            if (!answer.contains(service)) {
                throw new AssertionError("on %s: %s".formatted(name, answer));
            }
        }
    }

    private void logsAndExec() {
        List<String> wrong = new ArrayList<>();
        for (String name : names()) {
            String pod = pods().name(name);
            if (!cluster.kubectl("logs " + pod).contains("spread is up")) {
                wrong.add("logs of " + pod);
            }
            if (!pods().exec(name, "hostname").equals(pod)) {
                wrong.add("exec in " + pod);
            }
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError("wrong answers: " + wrong);
        }
    }

    private void copies() {
        names().forEach(name -> copyBothWays(cluster.master(), pods().name(name)));
    }

    /** Copies a file of the master's host into a pod and back, and fails unless all three are equal. */
    static void copyBothWays(HeptoNode master, String pod) {
        String file = "/run/lab/copy-" + pod;
        HeptoNode.succeed(master.host(), "head -c %d /dev/urandom > %s".formatted(COPIED_BYTES, file));
        master.kubectl("cp %s %s:/tmp/copy".formatted(file, pod));
        String there = master.kubectl("exec %s -- sha256sum /tmp/copy".formatted(pod));
        master.kubectl("cp %1$s:/tmp/copy %2$s-back".formatted(pod, file));
        String here = HeptoNode.succeed(master.host(), "sha256sum %1$s %1$s-back".formatted(file));
        Set<String> digests = Stream.concat(there.lines(), here.lines())
                .map(line -> line.split(" ", 2)[0])
                .collect(Collectors.toSet());
        if (digests.size() != 1) {
            throw new AssertionError("copies to %s and back differ: %s, %s".formatted(pod, there, here));
        }
    }

    /** The outside says by which address it was called: it must be the node's, not the host's. */
    private void podsReachOutside() {
        for (HeptoNode node : cluster.nodes()) {
            String prefix = cluster.site(node.name()).prefix().replace("::/64", ":");
            String answer = pods().get(node.name(), Lab.OUTSIDE);
            if (!answer.startsWith("outside " + prefix)
                    || answer.contains(node.host().address())) {
                throw new AssertionError("from %s: '%s'".formatted(node.name(), answer));
            }
        }
    }
}
