package org.hepto.sml;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Trusts the first key that is seen for an owner and no other, until it is told to forget. Safe for all threads. */
public final class PinnedKeys implements Trust {

    private final Map<String, Bytes> pins = new ConcurrentHashMap<>();

    /** Starts with the pins of an earlier life, by owner. */
    public PinnedKeys(Map<String, Bytes> known) {
        pins.putAll(known);
    }

    @Override
    public boolean trusts(String owner, Bytes publicKey) {
        Bytes pinned = pins.putIfAbsent(owner, publicKey);
        return pinned == null || pinned.equals(publicKey);
    }

    /** Accepts the next key that comes for an owner: for the operator who knows why it changed. */
    public void forget(String owner) {
        pins.remove(owner);
    }

    /** The pinned keys by owner, to be kept over a restart. */
    public Map<String, Bytes> pins() {
        return Map.copyOf(pins);
    }
}
