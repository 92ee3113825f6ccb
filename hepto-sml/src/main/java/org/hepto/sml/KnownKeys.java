package org.hepto.sml;

import java.util.Map;
import java.util.OptionalLong;

/**
 * A policy for clusters whose nodes are listed in a configuration that all of them have: each owner writes with its key,
 * as much as the room allows, and there is no other owner. Safe for all threads.
 *
 * @param keys the raw Ed25519 public keys by owner
 * @param room bytes of each section of an owner; with more than a few sections the sum counts
 */
public record KnownKeys(Map<String, Bytes> keys, int room) implements MapPolicy {

    /** A copy of the keys is kept. */
    public KnownKeys {
        keys = Map.copyOf(keys);
    }

    /** Gives each owner room for 64 KiB. */
    public KnownKeys(Map<String, Bytes> keys) {
        this(keys, SignedRecord.MAX_VALUE + SignedRecord.MAX_KEY);
    }

    @Override
    public Judgement judge(SignedRecord entry, View map) {
        if (serial(entry.id(), entry.signer(), map).isEmpty()) {
            return Judgement.refused("its signer is not its owner");
        }
        return entry.size() > room
                ? Judgement.refused("it is larger than %d bytes".formatted(room))
                : Judgement.ALLOWED;
    }

    /** Owners have one section, the one without a name. */
    @Override
    public OptionalLong serial(SignedRecord.Id id, Bytes identity, View map) {
        boolean own = id.section().isEmpty() && identity.equals(keys.getOrDefault(id.owner(), Bytes.EMPTY));
        return own ? OptionalLong.of(0) : OptionalLong.empty();
    }
}
