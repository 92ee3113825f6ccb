package org.hepto.sml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Changes the gossip key in three steps that cannot cut the cluster in two: every node tells in the
 * {@link ReplicatedMap} which keys it has, by their prints, and a step is refused while a known node is not ready for it.
 *
 * <p>The steps may be taken on each node, or on one that leads: the others {@link #take} over its ring whenever it tells
 * another one than theirs. How the keys get there is not this library's to say, but never by gossip: who has the old key reads
 * that. A node that is away while the key changes needs the new one from elsewhere when it comes back. For one caller.
 */
public final class KeyRotation {

    /** Where nodes tell their keys: prints separated by spaces, the sealing one first. */
    static final MapKey<List<String>> KEYS = new MapKey<>(
            "gossip-keys",
            prints -> Bytes.utf8(String.join(" ", prints)),
            bytes -> List.of(bytes.toUtf8().split(" ", -1)));

    private final ReplicatedMap map;

    /** Tells this node's keys from now on. */
    public KeyRotation(ReplicatedMap map) {
        this.map = map;
        publish();
    }

    /** The keys of this node. */
    public Keyring keyring() {
        return map.cluster().keyring();
    }

    /** In place of the steps: takes over all keys of the node that leads the change. */
    public void take(Keyring ring) {
        change(own -> ring);
    }

    /** First step, on every node: the key can open, but does not seal yet. */
    public void add(Bytes key) {
        change(ring -> ring.add(key));
    }

    /** Second step, on every node: the key seals. Refused while a living node cannot open it. */
    public void use(Bytes key) {
        refuse("node %s lacks key " + Keyring.print(key) + ": add it there first", missing(key));
        change(ring -> ring.use(key));
    }

    /**
     * Third step, on every node: the key is forgotten. Refused while a living node still seals with it, or has not told that
     * it has the key that seals here: it would be cut off. Returns the nodes that are away and have not told either: they
     * need the key from their operator when they come back.
     */
    public List<String> remove(Bytes key) {
        refuse("node %s still seals with key " + Keyring.print(key) + ": use the new one there first", sealing(key));
        String next = keyring().prints().getFirst();
        refuse("node %s has not told that it has key " + next + ": add it there first", missing(next, told(), names()));
        change(ring -> ring.remove(key));
        Map<String, List<String>> all = map.all(KEYS);
        return missing(next, all, all.keySet());
    }

    /** The living nodes that have not told that they have a key: it must not seal yet. */
    public List<String> missing(Bytes key) {
        return missing(Keyring.print(key), told(), names());
    }

    /** The living nodes that seal with a key, as they have told: it must not be removed yet. */
    public List<String> sealing(Bytes key) {
        return sealing(Keyring.print(key), told());
    }

    /** What a node has told of its keys, whether it lives or not; empty if it has told nothing. */
    public List<String> told(String node) {
        return map.get(node, KEYS).orElse(List.of());
    }

    /** What each living node has told of its keys, by node; nodes that run plain memberlist do not tell. */
    public Map<String, List<String>> told() {
        Map<String, List<String>> told = new TreeMap<>();
        Collection<String> living = names();
        map.all(KEYS).forEach((node, prints) -> {
            if (living.contains(node)) {
                told.put(node, prints);
            }
        });
        return told;
    }

    private List<String> names() {
        return map.cluster().living().stream().map(Node::name).toList();
    }

    /** The nodes that have told their keys, or have told nothing yet, and do not have this one. */
    static List<String> missing(String print, Map<String, List<String>> told, Collection<String> living) {
        List<String> missing = new ArrayList<>(living);
        missing.removeIf(node -> told.getOrDefault(node, List.of()).contains(print));
        return missing;
    }

    /** The nodes that seal with a key. */
    static List<String> sealing(String print, Map<String, List<String>> told) {
        return told.entrySet().stream()
                .filter(node -> node.getValue().getFirst().equals(print))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static void refuse(String message, List<String> nodes) {
        if (!nodes.isEmpty()) {
            throw new ClusterException(message.formatted(String.join(", ", nodes)));
        }
    }

    private void change(UnaryOperator<Keyring> step) {
        try {
            map.cluster().rekey(step);
        } catch (IllegalArgumentException e) {
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        }
        publish();
    }

    private void publish() {
        List<String> prints = keyring().prints();
        if (!told(map.cluster().name()).equals(prints)) {
            map.put(KEYS, prints);
        }
    }
}
