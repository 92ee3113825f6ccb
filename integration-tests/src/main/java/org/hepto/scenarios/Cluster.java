package org.hepto.scenarios;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hepto.lab.HostSize;
import org.hepto.lab.Lab;
import org.hepto.lab.LabException;
import org.hepto.lab.LabHost;
import org.hepto.lab.Result;
import org.hepto.lab.Site;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of several nodes at sites of a lab, one of them the master.
 *
 * <pre>{@code
 * Cluster cluster = Cluster.in(lab).master("m1", hoster).node("n1", home);
 * cluster.start();
 * cluster.awaitReady();
 * cluster.kubectl("get nodes");
 * }</pre>
 *
 * <p>The master has a static address, as hosters give one, which is the anchor of the others; those take what their
 * site's router advertises. A master at a home takes that too, and has an anchor of its own, see {@link #masterAtHome}.
 * What the product does wrong is an {@link AssertionError}.
 */
public final class Cluster {
    /** The name of the cluster. */
    public static final String NAME = "wan";

    /** Memory of a host that carries a node without control plane, in MiB. */
    public static final int NODE_MEMORY = 2048;

    /** Of each uplink and direction; a round trip goes through four of them. */
    private static final Duration ONE_WAY = Duration.ofMillis(20);

    private static final double LOSS = 0.005;
    private static final int PPPOE = 1492;
    private static final int DISK = 12;
    private static final int KEY_BYTES = 32;
    private static final String KEY_FILE = "/data/key";
    private static final String PREFIX_LENGTH = "/64";
    private static final long STATIC = 0x10;
    private static final String READY = "get nodes -o jsonpath="
            + "'{range .items[*]}{.metadata.name}={.status.conditions[?(@.type==\"Ready\")].status}{\"\\n\"}{end}'";

    private final Lab lab;
    private final Map<String, HeptoNode> nodes = new LinkedHashMap<>();
    private final Map<String, Site> sites = new LinkedHashMap<>();
    private final Map<String, Long> started = new LinkedHashMap<>();
    private final Map<String, Duration> ready = new TreeMap<>();
    private String anchor = "";
    private @Nullable HeptoNode anchorNode;

    private Cluster(Lab lab) {
        this.lab = lab;
    }

    /** An empty cluster. */
    public static Cluster in(Lab lab) {
        return new Cluster(lab);
    }

    /** A master at a hoster, n1 in a home on PPPoE, and n2 in another one: 80 ms round trip, 1 % loss, stateful firewalls. */
    public static Cluster ofThree(Lab lab) {
        Site hoster = lab.site("hoster").wan(ONE_WAY, LOSS);
        Site home = lab.site("home").wan(ONE_WAY, LOSS).stateful().mtu(PPPOE);
        Site cabin = lab.site("cabin").wan(ONE_WAY, LOSS).stateful();
        return in(lab).master("m1", hoster).node("n1", home).node("n2", cabin);
    }

    /** Adds the master, on a host of its name. */
    public Cluster master(String name, Site site) {
        if (!anchor.isEmpty()) {
            throw new IllegalArgumentException("there is a master already");
        }
        anchor = site.address(STATIC);
        return add(masterHost(name, site), site, staticAddress(command("master", name), site));
    }

    /**
     * Adds a master that takes what its site's router advertises, on a host of its name. Its anchor, and that of the nodes
     * that follow, is a node with a static address, which takes the master's address of then for its own anchor.
     */
    public Cluster masterAtHome(String name, Site site, String anchorName, Site anchorSite) {
        if (!anchor.isEmpty()) {
            throw new IllegalArgumentException("there is a master already");
        }
        anchor = anchorSite.address(STATIC);
        add(masterHost(name, site), site, command("master", name).with("--anchor", anchor));
        add(nodeHost(anchorName, anchorSite), anchorSite, staticAddress(command("node", anchorName), anchorSite));
        anchorNode = get(anchorName);
        return this;
    }

    private static LabHost masterHost(String name, Site site) {
        return site.host(name, new HostSize(HeptoNode.MEMORY, DISK));
    }

    private static LabHost nodeHost(String name, Site site) {
        return site.host(name, new HostSize(NODE_MEMORY, DISK));
    }

    private static NodeCommand staticAddress(NodeCommand command, Site site) {
        return command.with("--ip", site.address(STATIC) + PREFIX_LENGTH).with("--gw", site.gateway());
    }

    /** Adds a node, on a host of its name; the master first. */
    public Cluster node(String name, Site site) {
        if (anchor.isEmpty()) {
            throw new IllegalArgumentException("the master first");
        }
        return add(nodeHost(name, site), site, command("node", name).with("--anchor", anchor));
    }

    /** Adds a node whose anchor is a name, which it asks the master's host for: {@link HeptoNode#startNameServer}. */
    public Cluster nodeByName(String name, Site site, String anchorName) {
        NodeCommand named = command("node", name)
                .with("--anchor", anchorName)
                .with("--dns", master().host().address());
        return add(nodeHost(name, site), site, named);
    }

    private static NodeCommand command(String role, String name) {
        return new NodeCommand(role, NAME, name, List.of())
                .with("--key-file", KEY_FILE)
                .with("--name", name);
    }

    private Cluster add(LabHost host, Site site, NodeCommand command) {
        nodes.put(host.name(), new HeptoNode(host, command.with("--site", site.name())));
        sites.put(host.name(), site);
        return this;
    }

    /** Where a node is. */
    public Site site(String name) {
        Site site = sites.get(name);
        if (site == null) {
            throw new IllegalArgumentException("no node " + name);
        }
        return site;
    }

    /** The master. */
    public HeptoNode master() {
        return nodes.values().iterator().next();
    }

    /** The static address that the others are given as their anchor: that of the master, unless it is at a home. */
    public String anchor() {
        return anchor;
    }

    /** A node by its name. */
    public HeptoNode get(String name) {
        HeptoNode node = nodes.get(name);
        if (node == null) {
            throw new IllegalArgumentException("no node " + name);
        }
        return node;
    }

    /** All of them, the master first. */
    public List<HeptoNode> nodes() {
        return List.copyOf(nodes.values());
    }

    /** Sets a variable of the environment of each node, from the next start on. */
    public void set(String variable, String value) {
        nodes.values().forEach(node -> node.set(variable, value));
    }

    /** Boots the hosts that are off, starts the master, and when it is Ready the others; does not wait for those. */
    public void start() {
        boot();
        HeptoNode master = master();
        start(master);
        master.awaitReady();
        HeptoNode fixed = anchorNode;
        if (fixed != null) {
            fixed.set("HEPTO_ANCHOR", master.publicAddress());
        }
        nodes.values().stream().filter(node -> node != master).forEach(this::start);
    }

    /** Boots the hosts that are off, and gives them the key and the image of the test pods; no node is started. */
    public void boot() {
        if (nodes.isEmpty()) {
            throw new LabException("a cluster without nodes");
        }
        lab.boot();
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        for (HeptoNode node : nodes.values()) {
            node.host().ok("umask 077; echo %s > %s".formatted(HexFormat.of().formatHex(key), KEY_FILE));
            node.provideImages();
        }
    }

    /** Starts one of the nodes and does not wait for it. */
    public void start(HeptoNode node) {
        started.put(node.name(), System.nanoTime());
        node.start();
    }

    /** Waits until all that were started are Ready, and prints how long each took; fails when one has ended. */
    public void awaitReady() {
        awaitReady(HeptoNode.PATIENCE);
    }

    /** As {@link #awaitReady()}, with its own patience. */
    public void awaitReady(Duration patience) {
        try {
            HeptoNode.await("all nodes to be Ready", patience, this::allReady);
        } catch (AssertionError e) {
            List<String> missing = new ArrayList<>(started.keySet());
            missing.removeAll(ready.keySet());
            throw new AssertionError("not Ready: %s; %s".formatted(String.join(", ", missing), e.getMessage()), e);
        }
    }

    /** Waits until the apiserver says that a node is Ready, or that it is not. */
    public void awaitReady(String name, boolean isReady, Duration patience) {
        HeptoNode.await(
                "%s to be %s".formatted(name, isReady ? "Ready" : "not Ready"),
                patience,
                () -> answers() && readyNodes().contains(name) == isReady);
    }

    private boolean answers() {
        return master().tryKubectl("get --raw /readyz").ok();
    }

    private boolean allReady() {
        long now = System.nanoTime();
        for (String name : readyNodes()) {
            Long start = started.get(name);
            if (start != null && !ready.containsKey(name)) {
                ready.put(name, Duration.ofNanos(now - start));
                System.out.printf(
                        "cluster: %s is Ready, %d s after its start%n",
                        name, ready.get(name).toSeconds());
            }
        }
        for (String name : started.keySet()) {
            get(name).expectRunning();
        }
        return ready.keySet().containsAll(started.keySet());
    }

    /** The nodes that are Ready by what the apiserver says. */
    List<String> readyNodes() {
        Result result = master().tryKubectl(READY);
        return result.output()
                .lines()
                .filter(line -> result.ok() && line.endsWith("=True"))
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();
    }

    /** How long each node took from its start until it was seen Ready first. */
    public Map<String, Duration> timesToReady() {
        return Map.copyOf(ready);
    }

    /** The address of a node in the mesh, as its Node object has it. */
    public String mesh(String name) {
        return kubectl(
                "get node %s -o jsonpath='{.status.addresses[?(@.type==\"InternalIP\")].address}'".formatted(name));
    }

    /** kubectl on the master's host. */
    public String kubectl(String arguments) {
        return master().kubectl(arguments);
    }
}
