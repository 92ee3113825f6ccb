package org.hepto.services.gossip;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.hepto.sml.ClusterException;
import org.hepto.sml.KeyRotation;
import org.hepto.sml.Keyring;
import org.hepto.utils.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a node's keys of gossip the same as the master's. The master tells in the map which keys it has, by their prints;
 * a node with others fetches those. So does one that does not hear the master: that may be because its keys are old, and a map
 * that it cannot have is no help. For one thread.
 */
public final class KeyFollower {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFollower.class);

    private final ClusterView view;
    private final KeyRotation keys;
    private final Predicate<String> living;
    private final Source source;

    /** Fetches the master's keys, in whatever way. */
    @FunctionalInterface
    public interface Source {
        /** Blocks for some seconds at most; throws one line if they are not to be had. */
        Keyring fetch(AdmittedNode master) throws IOException;
    }

    /** @param living whether gossip counts a node among the living */
    public KeyFollower(ClusterView view, KeyRotation keys, Predicate<String> living, Source source) {
        this.view = view;
        this.keys = keys;
        this.living = living;
        this.source = source;
    }

    /**
     * Looks once. Throws one line if keys are missing that cannot be had; that a master is away is no failure.
     *
     * @return why the master was asked in vain, so that there is no hurry to do it again; else an empty text
     */
    public String look() throws IOException {
        Optional<AdmittedNode> master = view.master();
        if (master.isEmpty()) {
            return "";
        }
        String name = master.get().name();
        List<String> told = keys.told(name);
        boolean behind = !told.isEmpty() && !told.equals(keys.keyring().prints());
        if (!behind && living.test(name)) {
            return "";
        }
        try {
            return take(source.fetch(master.get())) ? "" : "has the keys of the master, which gossip does not hear yet";
        } catch (IOException e) {
            if (behind) {
                throw e;
            }
            return "gossip does not hear the master, and " + Errors.line(e);
        }
    }

    private boolean take(Keyring ring) throws IOException {
        if (ring.keys().equals(keys.keyring().keys())) {
            return false;
        }
        try {
            keys.take(ring);
        } catch (ClusterException e) { // they are on the disk first, which may be full
            throw new IOException(Errors.line(e), e);
        }
        LOG.info("has the cluster's keys from the master: {}", ring);
        return true;
    }
}
