package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.hepto.lab.BackgroundProcess;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Certificates of minutes in a cluster over the Internet: each of all three nodes is renewed ten times, those of the
 * workers over gossip, while clients ask the apiserver all the time. No request fails, and nothing is restarted.
 */
@Tag("soak")
@LabTest(router = false, timeoutSeconds = 3600)
class ClusterRenewalTest {
    /**
     * It is renewed after 110 seconds. The 70 that are left have to be enough for a helper's start, a signature, gossip, an
     * installation and a look of the clients; and for the minute after which servers look if they had to watch in vain.
     */
    private static final Duration LIFE = Duration.ofMinutes(3);

    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final int RENEWALS = 10;

    /** Each comes before the end of a life. */
    private static final Duration ALL = LIFE.multipliedBy(RENEWALS);

    private static final Duration ROUND = Duration.ofMinutes(1);
    private static final String WHOLE = "[0-9a-f]{64}  .*\\.crt";
    private static final String AUTHORITIES = ".*(ca|client-authorities)\\.crt";

    /** Go's words for a certificate that is over, as who shows it and who sees it log them. */
    private static final String ENDED = "certificate has expired|expired certificate";

    private final Cluster cluster;
    private final HeptoNode m1;
    private final List<String> failures = new ArrayList<>();
    private final List<String> cut = new ArrayList<>();

    ClusterRenewalTest(Lab lab) {
        cluster = Cluster.ofThree(lab);
        m1 = cluster.master();
    }

    /** All that must be the same after it, by the names of the nodes. */
    private record State(Running running, Map<String, List<String>> failed, Map<String, List<String>> ended) {}

    @Test
    void tenRenewalsOfEachCertificateFailNoRequestAndRestartNothing() {
        cluster.set("HEPTO_CERTIFICATE_LIFE", LIFE.toString());
        cluster.set("HEPTO_CERTIFICATE_REFRESH", REFRESH.toString());
        cluster.start();
        cluster.awaitReady();
        SpreadPods pods = SpreadPods.on(cluster);
        HeptoNode.eventually("pods to reach each other", pods::reachEachOther);
        Map<String, String> first = each(HeptoNode::certificates);
        State before = state();
        Map<String, BackgroundProcess> given = each(HeptoNode::followCertificates);
        List<Questions> clients = List.of(
                Questions.byOperator(m1), Questions.byNode(cluster.get("n1")), Questions.byNode(cluster.get("n2")));
        clients.forEach(Questions::begin);

        long began = System.nanoTime();
        for (int round = 1; least(renewals(given)) < RENEWALS && since(began).compareTo(ALL) < 0; round++) {
            HeptoNode.pause(ROUND);
            useEverything(pods, round);
            int failed = clients.stream()
                    .mapToInt(client -> client.failures().size())
                    .sum();
            System.out.printf(
                    "soak: %d s, renewals by node: %s, failed requests: %d%n",
                    since(began).toSeconds(), renewals(given), failed);
        }
        Duration took = since(began);
        scheduleAPod();

        SoftAssertions.assertSoftly(softly -> {
            clients.forEach(client -> expectAnswers(softly, client));
            softly.assertThat(failures).as("what has failed").isEmpty();
            softly.assertThat(cut)
                    .as("streams that were cut, of which each renewal may cut those that are open")
                    .hasSizeLessThanOrEqualTo(renewals(given).getOrDefault("m1", 0));
            softly.assertThat(renewals(given))
                    .as("renewals, in %d s", took.toSeconds())
                    .allSatisfy((node, number) -> assertThat(number).isGreaterThanOrEqualTo(RENEWALS));
            softly.assertThat(took).as("time for a life to end").isGreaterThan(LIFE);
            each(HeptoNode::certificates)
                    .forEach(
                            (node, now) -> softly.assertThat(now.lines().filter(first.getOrDefault(node, "")::contains))
                                    .as("only authorities of %s are those of the start", node)
                                    .allMatch(line -> line.matches(AUTHORITIES)));
            State after = state();
            softly.assertThat(after.running()).as("what runs").isEqualTo(before.running());
            softly.assertThat(after.failed()).as("units that have failed").isEqualTo(before.failed());
            softly.assertThat(after.ended())
                    .as("certificates that were shown after their end")
                    .isEqualTo(before.ended());
        });
    }

    private static void expectAnswers(SoftAssertions softly, Questions client) {
        softly.assertThat(client.client().running())
                .as("%s still asks", client.who())
                .isTrue();
        softly.assertThat(client.failures())
                .as("of %d requests of %s those that have failed", client.number(), client.who())
                .isEmpty();
        System.out.printf(
                "soak: %d requests of %s, the slowest took %s ms%n", client.number(), client.who(), client.slowest());
    }

    private <V> Map<String, V> each(Function<HeptoNode, V> look) {
        return ClusterChecks.each(cluster.nodes(), look);
    }

    private State state() {
        return new State(
                Running.on(cluster.nodes()),
                each(node -> said(node, "hepto*.log", "FAILED")),
                each(node -> said(node, "*-plane*.log", ENDED)));
    }

    /** The lines of a node's logs with a pattern. */
    private static List<String> said(HeptoNode node, String logs, String pattern) {
        return node.host()
                .ok("cd %s/log && cat %s | grep -aE '%s'; true".formatted(node.directory(), logs, pattern))
                .lines()
                .toList();
    }

    /** Of each node how often that one of its certificates was renewed that was renewed least. */
    private static Map<String, Integer> renewals(Map<String, BackgroundProcess> given) {
        Map<String, Integer> renewals = new LinkedHashMap<>();
        given.forEach((node, follower) -> {
            Map<String, Integer> certificates = new HashMap<>();
            follower.host()
                    .ok("sort -u " + follower.log())
                    .lines()
                    .filter(line -> line.matches(WHOLE) && !line.matches(AUTHORITIES))
                    .forEach(line -> certificates.merge(line.substring(line.lastIndexOf(' ') + 1), 1, Integer::sum));
            renewals.put(node, least(certificates) - 1);
        });
        return renewals;
    }

    private static int least(Map<String, Integer> numbers) {
        return numbers.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    /** Each step needs other components with certificates that are good. */
    private void useEverything(SpreadPods pods, int round) {
        List<String> names = cluster.nodes().stream().map(HeptoNode::name).toList();
        // kubelets renew their leases as clients
        attempt("nodes to be Ready", () -> assertThat(cluster.readyNodes()).containsExactlyInAnyOrderElementsOf(names));
        for (String name : names) {
            // the apiserver as a client of the kubelet, and the kubelet as a server
            stream(
                    "logs of " + name,
                    () -> assertThat(cluster.kubectl("logs " + pods.name(name))).contains("spread is up"));
            stream(
                    "exec on " + name,
                    () -> assertThat(pods.exec(name, "hostname")).isEqualTo(pods.name(name)));
        }
        // controller manager, kube-proxy and CoreDNS as clients: what they know of a new Service
        attempt("a new Service", () -> useService(pods, "round-" + round));
    }

    private void useService(SpreadPods pods, String service) {
        cluster.kubectl("expose service spread --name=%s --port=80".formatted(service));
        String address = cluster.kubectl("get service %s -o jsonpath='{.spec.clusterIP}'".formatted(service));
        for (HeptoNode node : cluster.nodes()) {
            HeptoNode.eventually(
                    "%s to know the new Service".formatted(node.name()),
                    () -> assertThat(pods.getByHost(node.name(), address))
                            .isIn(pods.names().values()));
            HeptoNode.eventually(
                    "DNS of %s to know the new Service".formatted(node.name()),
                    () -> assertThat(pods.exec(node.name(), "nslookup %s.default.svc.cluster.local".formatted(service)))
                            .contains(address));
        }
        cluster.kubectl("delete service " + service);
    }

    /** The scheduler as a client; containerd and the kubelet of the node that it chooses. */
    private void scheduleAPod() {
        attempt("a new pod", () -> {
            new Walkthrough(m1).apply("""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: last}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers:
                      - name: last
                        image: docker.io/library/busybox:lab
                        imagePullPolicy: Never
                        command: [sleep, "3600"]
                    """);
            cluster.kubectl("wait pod/last --for=condition=Ready --timeout=280s");
        });
    }

    /** Writes a failure down and goes on: one run shows all. */
    private void attempt(String what, Runnable step) {
        Instant asked = Instant.now();
        try {
            step.run();
        } catch (AssertionError e) {
            failures.add("%s, asked at %s: %s".formatted(what, asked, e.getMessage()));
        }
    }

    /**
     * A renewal of the apiserver's certificate for kubelets ends the streams that are open, as it does upstream: asked again,
     * they have to work.
     */
    private void stream(String what, Runnable step) {
        Instant asked = Instant.now();
        try {
            step.run();
        } catch (AssertionError e) {
            cut.add("%s, asked at %s: %s".formatted(what, asked, e.getMessage()));
            System.out.printf("soak: cut was %s%n", cut.getLast());
            attempt(what, step);
        }
    }
}
