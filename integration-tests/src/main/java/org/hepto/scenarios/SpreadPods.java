package org.hepto.scenarios;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepto.lab.Result;

/** A web server in a pod on each node of a cluster, and the Service before them: each says the name of its pod. */
public final class SpreadPods {
    private static final String WEB_SERVER = "httpd -f -p";
    private static final String GET = "printf \"GET / HTTP/1.0\\r\\n\\r\\n\" | busybox nc -w %d %s 80 | tail -n 1";
    private static final int PATIENT = 30;
    private static final int IMPATIENT = 5;

    private final Cluster cluster;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, String> addresses = new LinkedHashMap<>();

    private SpreadPods(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Applies them to a cluster all of whose nodes are Ready, and waits until they run. */
    public static SpreadPods on(Cluster cluster) {
        new Walkthrough(cluster.master()).apply(Walkthrough.resource("spread.yaml"));
        SpreadPods pods = new SpreadPods(cluster);
        pods.look();
        return pods;
    }

    /** Waits until all run, and takes their names and addresses down anew: another pod may have taken the place of one. */
    public void look() {
        cluster.kubectl("rollout status daemonset/spread --timeout=280s");
        names.clear();
        addresses.clear();
        String lines = cluster.kubectl("get pods -l app=spread --field-selector=status.phase=Running -o jsonpath="
                + "'{range .items[*]}{.spec.nodeName} {.metadata.name} {.status.podIP}{\"\\n\"}{end}'");
        lines.lines().map(line -> line.split(" ", -1)).forEach(words -> {
            names.put(words[0], words[1]);
            addresses.put(words[0], words[2]);
        });
    }

    /** The pods by their nodes. */
    public Map<String, String> names() {
        return Map.copyOf(names);
    }

    /** The pod on a node. */
    public String name(String node) {
        return known(names, node);
    }

    /** The address of the pod on a node. */
    public String address(String node) {
        return known(addresses, node);
    }

    private static String known(Map<String, String> map, String node) {
        String value = map.get(node);
        if (value == null) {
            throw new AssertionError("no pod runs on " + node);
        }
        return value;
    }

    /** The address of the Service. */
    public String service() {
        return cluster.kubectl("get service spread -o jsonpath='{.spec.clusterIP}'");
    }

    /** The output of a command in the pod of a node, by the apiserver and the node's kubelet. */
    public String exec(String node, String command) {
        return cluster.kubectl("exec %s -- sh -c '%s'".formatted(name(node), command));
    }

    /** What a web server answers to the pod of a node. */
    public String get(String node, String address) {
        return exec(node, GET.formatted(PATIENT, address));
    }

    /** What a web server answers to the pod of a node, asked from the node's host: no apiserver is needed. */
    public String getByHost(String node, String address) {
        return inNetwork(node, GET.formatted(IMPATIENT, address)).output().strip();
    }

    /** Runs a command of a node's host in the network of its pod. */
    private Result inNetwork(String node, String command) {
        return cluster.get(node).host().run(inNetwork("/bin/bash -c '%s'".formatted(command)));
    }

    /** A command of a node's host that runs another one in the network of the node's pod. */
    static String inNetwork(String command) {
        return "nsenter -t $(pgrep -o -f '%s') -n %s".formatted(WEB_SERVER, command);
    }

    /** Fails unless the pods of all nodes reach those of all others. */
    public void reachEachOther() {
        reachEachOther(List.copyOf(names.keySet()));
    }

    /** Fails unless the pods of these nodes reach each other; needs no apiserver. */
    public void reachEachOther(List<String> nodes) {
        for (String from : nodes) {
            for (String to : nodes) {
                String answer = getByHost(from, address(to));
                if (!answer.equals(name(to))) {
                    throw new AssertionError("from %s to %s: '%s'".formatted(from, to, answer));
                }
            }
        }
    }
}
