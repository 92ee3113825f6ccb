package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What a scenario looks at in a cluster with {@link SpreadPods}: that all of it works, and that nothing was restarted. */
final class ClusterChecks {
    /** In which the other nodes follow one that was renumbered. */
    static final Duration FOLLOWED = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final SpreadPods pods;

    ClusterChecks(Cluster cluster, SpreadPods pods) {
        this.cluster = cluster;
        this.pods = pods;
    }

    /** Waits until all nodes are Ready, pods reach each other, DNS answers and the maps are equal. */
    void allIsWell(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        for (HeptoNode node : cluster.nodes()) {
            cluster.awaitReady(node.name(), true, left(end));
            HeptoNode.await(
                    "all units of " + node.name(),
                    left(end),
                    () -> node.status().path("ready").asBoolean(false));
        }
        HeptoNode.eventually("pods to reach each other", left(end), () -> {
            pods.look(); // one that runs anew may have another address
            pods.reachEachOther();
        });
        for (HeptoNode node : cluster.nodes()) {
            dnsAnswers(node, left(end));
        }
        HeptoNode.eventually("equal maps", left(end), this::mapsAreEqual);
    }

    /** Waits until a pod of a node gets an answer; else prints what kube-proxy and CoreDNS have made there. */
    void dnsAnswers(HeptoNode node, Duration patience) {
        try {
            HeptoNode.eventually("DNS to answer on " + node.name(), patience, () -> {
                pods.look();
                assertThat(pods.exec(node.name(), "nslookup spread.default.svc.cluster.local"))
                        .contains(pods.service());
            });
        } catch (AssertionError e) {
            String rules =
                    node.inNetwork("nft list table ip6 kube-proxy; ss -lun").output();
            String log = node.host()
                    .ok("grep -v 'Error on socket' %s/log/node-plane.log | tail -n 60".formatted(node.directory()));
            System.out.printf("soak: %s while DNS did not answer:%n%s%n%s%n", node.name(), rules, log);
            throw e;
        }
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    private void mapsAreEqual() {
        Map<String, String> digests = each(
                cluster.nodes(),
                node -> node.status().path("map").path("digest").asString(""));
        assertThat(digests.values()).as("digests of the maps %s", digests).doesNotContain("");
        assertThat(digests.values().stream().distinct())
                .as("digests of the maps %s", digests)
                .hasSize(1);
    }

    /**
     * Waits until pods of some nodes reach each other and a Service leads to them, while the apiserver may be away. A pod of
     * another node is among those that it leads to, as long as nobody takes it off.
     */
    void serve(List<String> nodes, String service) {
        HeptoNode.eventually("pods to reach each other: " + nodes, () -> pods.reachEachOther(nodes));
        List<String> names = nodes.stream().map(pods::name).toList();
        for (String node : nodes) {
            HeptoNode.eventually(
                    "the Service to answer to " + node,
                    () -> assertThat(pods.getByHost(node, service)).isIn(names));
        }
    }

    /** Waits until all other nodes send to a prefix of a node that was renumbered, and it answers them. */
    void awaitFollowed(HeptoNode node, String prefix, String mesh, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        for (HeptoNode other : cluster.nodes()) {
            if (other != node) {
                // an old address may work on: that the new one is used is what the others say
                HeptoNode.await(
                        "%s to send to %s".formatted(other.name(), prefix),
                        left(end),
                        () -> endpoint(other, node).contains(prefix.replace("::/64", ":")));
                HeptoNode.await(
                        "%s to answer %s".formatted(node.name(), other.name()),
                        left(end),
                        () -> other.inNetwork("busybox ping6 -c 1 -W 2 " + mesh).ok());
            }
        }
    }

    /** Where a node sends to for another one. */
    static String endpoint(HeptoNode node, HeptoNode peer) {
        return peer(node, peer).path("endpoint").asString("");
    }

    /** What a node says of another one; without any field if it doesn't know that. */
    static JsonNode peer(HeptoNode node, HeptoNode peer) {
        return node.status()
                .path("peers")
                .valueStream()
                .filter(one -> one.path("name").asString("").equals(peer.name()))
                .findFirst()
                .orElseGet(JsonNodeFactory.instance::missingNode);
    }

    /** Fails unless objects of these names are there. */
    void areThere(Collection<String> configMaps) {
        String names = cluster.kubectl("get configmaps -o jsonpath='{range .items[*]}{.metadata.name}{\"\\n\"}{end}'");
        assertThat(names.lines()).as("acknowledged writes").containsAll(configMaps);
    }

    /** The pods' processes by their nodes, with start times: the same text means that none was restarted. */
    static Map<String, String> webServers(Collection<HeptoNode> nodes) {
        return each(nodes, HeptoNode::webServers);
    }

    /** The planes by their nodes, as {@link #webServers}. */
    static Map<String, String> planes(Collection<HeptoNode> nodes) {
        return each(nodes, HeptoNode::planes);
    }

    /** What is seen at nodes, by their names. */
    static <V> Map<String, V> each(Collection<HeptoNode> nodes, Function<HeptoNode, V> look) {
        Map<String, V> seen = new LinkedHashMap<>();
        nodes.forEach(node -> seen.put(node.name(), look.apply(node)));
        return seen;
    }

    /** The nodes without one. */
    List<HeptoNode> others(HeptoNode node) {
        return cluster.nodes().stream().filter(other -> other != node).toList();
    }

    static long seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toSeconds();
    }

    static void printed(String what, long since) {
        System.out.printf("soak: %s after %d s%n", what, seconds(since));
    }
}
