package org.hepto.services.units;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * That the operator wants another key for the cluster, and how far that is. The master carries it out; what it has begun is on
 * its disk, see {@link org.hepto.services.gossip.KeyReplacement}. For all threads.
 */
public final class KeyChange {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private boolean asked;
    private boolean underWay;
    private String progress = "";

    KeyChange() {}

    /** Has the key changed; does nothing while that is on its way. Forgotten by the end of the daemon unless it was begun. */
    public void ask() {
        synchronized (this) {
            if (underWay) {
                return;
            }
            asked = true;
            underWay = true;
            progress = "draws a new key";
        }
        listeners.forEach(Runnable::run);
    }

    synchronized boolean isAsked() {
        return asked;
    }

    /** What was asked for is on the disk. */
    synchronized void begun() {
        asked = false;
    }

    /** Tells how far it is. */
    synchronized void progress(String line) {
        underWay = true;
        progress = line;
        notifyAll();
    }

    /** Tells that it is done, unless it was asked for again. */
    synchronized void ended(String line) {
        if (underWay && !asked) {
            underWay = false;
            progress = line;
            notifyAll();
        }
    }

    /**
     * Waits for news.
     *
     * @param known what was returned last, at first an empty text
     * @return how far it is, in one line; empty when it is done
     */
    public synchronized Optional<String> awaitProgress(String known) throws InterruptedException {
        while (underWay && progress.equals(known)) {
            wait();
        }
        return Optional.of(progress).filter(line -> !line.equals(known));
    }

    /** Registers what runs when a change is asked for; it must be quick. */
    void listen(Runnable listener) {
        listeners.add(listener);
    }
}
