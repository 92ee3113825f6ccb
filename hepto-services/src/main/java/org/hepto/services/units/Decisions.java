package org.hepto.services.units;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.hepto.services.node.Node;

/**
 * What the operator has decided about the cluster: who is let in although many were, who is forgotten, and that the key is
 * to be another. The authority carries it out in its rounds. For all threads.
 */
public final class Decisions {
    private final RevocationFile file;
    private final Set<String> approved = new HashSet<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final KeyChange keyChange = new KeyChange();
    private Revocation revocation;
    private String progress = "";

    private Decisions(RevocationFile file) {
        this.file = file;
        this.revocation = file.read();
    }

    /**
     * Takes up those of a node's disk.
     *
     * @throws org.hepto.services.node.ConfigException if they cannot be read
     */
    public static Decisions of(Node node) {
        return new Decisions(new RevocationFile(node.paths().pki().resolve("revocation.properties")));
    }

    /** Returns what was decided about the cluster's key. */
    public KeyChange keyChange() {
        return keyChange;
    }

    /** Lets the identity of this fingerprint in, as far as it can be; forgotten by the end of the daemon. */
    public void approve(String fingerprint) {
        synchronized (this) {
            approved.add(fingerprint);
        }
        listeners.forEach(Runnable::run);
    }

    /** Returns whether an operator lets this identity in. */
    public synchronized boolean isApproved(String fingerprint) {
        return approved.contains(fingerprint);
    }

    synchronized void admitted(String fingerprint) {
        approved.remove(fingerprint);
    }

    /** Has a node taken out of the cluster. Returns when that will happen whatever becomes of this process. */
    public void forget(String name) throws IOException {
        synchronized (this) {
            store(revocation.forget(name));
        }
        listeners.forEach(Runnable::run);
    }

    /** Returns the names that are being forgotten. */
    public synchronized Set<String> leaving() {
        return Set.copyOf(revocation.names());
    }

    /** Returns the names that are being forgotten, each with how far it is, in one line. */
    public synchronized SortedMap<String, String> forgetting() {
        SortedMap<String, String> lines = new TreeMap<>();
        revocation.names().forEach(name -> lines.put(name, line(name)));
        return lines;
    }

    /**
     * Waits for news of a name that is being forgotten.
     *
     * @param known what was returned last, at first an empty text
     * @return how far it is, in one line; empty when the name is free
     */
    public synchronized Optional<String> awaitProgress(String name, String known) throws InterruptedException {
        while (revocation.names().contains(name) && line(name).equals(known)) {
            wait();
        }
        return revocation.names().contains(name) ? Optional.of(line(name)) : Optional.empty();
    }

    private String line(String name) {
        if (revocation.leaving().contains(name)) {
            return progress;
        }
        return revocation.leaving().isEmpty()
                ? "a new authority of nodes is about to be made"
                : "waits until %s is forgotten".formatted(String.join(", ", revocation.leaving()));
    }

    synchronized Revocation revocation() {
        return revocation;
    }

    /** Goes on from {@link #revocation}; names that were added meanwhile stay queued. */
    synchronized void advance(UnaryOperator<Revocation> change) throws IOException {
        store(change.apply(revocation));
    }

    private void store(Revocation next) throws IOException {
        if (!next.equals(revocation)) {
            file.write(next);
            revocation = next;
            notifyAll();
        }
    }

    /** Tells how far it is. */
    synchronized void progress(String line) {
        progress = line;
        notifyAll();
    }

    /** Registers what runs after each decision; it must be quick. */
    void listen(Runnable listener) {
        listeners.add(listener);
    }
}
