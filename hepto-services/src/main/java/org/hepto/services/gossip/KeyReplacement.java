package org.hepto.services.gossip;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hepto.services.node.ClusterKey;
import org.hepto.services.node.OldKeys;
import org.hepto.sml.Bytes;
import org.hepto.sml.KeyRotation;
import org.hepto.sml.Keyring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the cluster's key, on the master. The nodes have the master's keys soon after it, by {@link KeyFollower}, and tell
 * so; each step waits for all that live.
 *
 * <pre>
 *   [old] ──begin──▶ [old new] ──all have it──▶ [new old] ──all seal with it──▶ [new]
 * </pre>
 *
 * How far it is needs no file of its own: it is the keyring, with a note of which of its keys are on their way out. For one
 * thread.
 */
public final class KeyReplacement {
    private static final Logger LOG = LoggerFactory.getLogger(KeyReplacement.class);

    private final KeyRotation keys;
    private final OldKeys old;

    /** Describes it; what was begun before goes on with {@link #advance}. */
    public KeyReplacement(KeyRotation keys, OldKeys old) {
        this.keys = keys;
        this.old = old;
    }

    /** The key that goes, and the one that takes its place. */
    private record Exchange(Bytes outgoing, Bytes fresh) {}

    /**
     * How far it is.
     *
     * @param ended whether nothing is to be done
     * @param line what was done last, or is waited for
     */
    public record Progress(boolean ended, String line) {}

    /** Tells whether a key is on its way out. */
    public boolean isUnderWay() {
        return underWay().isPresent();
    }

    /** Most of the time there is one key, and nothing to be read. */
    private Optional<Exchange> underWay() {
        List<Bytes> ring = keys.keyring().keys();
        if (ring.size() < 2) {
            return Optional.empty();
        }
        Set<String> prints = old.prints();
        Optional<Bytes> outgoing =
                ring.stream().filter(key -> prints.contains(Keyring.print(key))).findFirst();
        Optional<Bytes> fresh = ring.stream()
                .filter(key -> !prints.contains(Keyring.print(key)))
                .findFirst();
        return outgoing.flatMap(key -> fresh.map(next -> new Exchange(key, next)));
    }

    /** Draws a new key; does nothing if one is on its way already. Returns when that is on the disk. */
    public void begin() throws IOException {
        if (isUnderWay()) {
            return;
        }
        for (String print : keys.keyring().prints()) {
            old.add(print);
        }
        keys.add(Bytes.hex(ClusterKey.generate().toHex()));
        LOG.info("the cluster's key is being changed: {}", keys.keyring());
    }

    /**
     * Goes a step, if all living nodes are ready for it.
     *
     * @param known whether gossip has had the time to find out who lives
     */
    public Progress advance(boolean known) {
        Optional<Exchange> underWay = underWay();
        if (underWay.isEmpty()) {
            return new Progress(true, "");
        }
        Bytes outgoing = underWay.get().outgoing();
        Bytes fresh = underWay.get().fresh();
        if (!known) {
            return new Progress(false, "waits a minute, until it is known which nodes are there");
        }
        List<String> missing = keys.missing(fresh);
        if (!missing.isEmpty()) {
            return new Progress(false, "waits for %s to fetch the new key".formatted(String.join(", ", missing)));
        }
        if (!keys.keyring().keys().getFirst().equals(fresh)) {
            keys.use(fresh);
            return new Progress(false, "all nodes that are there have the new key, and begin to seal with it");
        }
        List<String> sealing = keys.sealing(outgoing);
        return sealing.isEmpty()
                ? drop(outgoing)
                : new Progress(false, "waits for %s to seal with it".formatted(String.join(", ", sealing)));
    }

    private Progress drop(Bytes outgoing) {
        List<String> away = keys.remove(outgoing);
        String gone = "the old key is worth nothing any more";
        LOG.info("{}: {}", gone, keys.keyring());
        return new Progress(
                true,
                away.isEmpty()
                        ? gone
                        : "%s; when they return, these fetch the new one: %s".formatted(gone, String.join(", ", away)));
    }
}
