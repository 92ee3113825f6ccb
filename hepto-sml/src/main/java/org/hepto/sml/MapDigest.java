package org.hepto.sml;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node has in its map, in 24 bytes for each owner: so two nodes find what differs without sending it. A group is the
 * records of one owner, or one section of the cluster's.
 *
 * @param groups hash of a group's records by the hash of its name
 */
record MapDigest(Map<Bytes, Bytes> groups) {

    /** Bytes of the hash of a group's name: a collision costs two owners an exchange now and then, nothing more. */
    private static final int NAME = 8;

    private static final int LINE = NAME + SignedRecord.HASH;

    /** Groups that are read at most. */
    static final int MAX_GROUPS = 65_536;

    /** Returns the hash of the name of a record's group. */
    static Bytes group(SignedRecord.Id id) {
        String name = id.owner().isEmpty() ? "/" + id.section() : id.owner();
        return SignedRecord.hash(Bytes.utf8(name)).slice(0, NAME);
    }

    /** Sums up records by their hashes. */
    static MapDigest of(Map<SignedRecord.Id, Bytes> hashes) {
        Map<Bytes, TreeMap<String, Bytes>> groups = new HashMap<>();
        hashes.forEach((id, hash) ->
                groups.computeIfAbsent(group(id), name -> new TreeMap<>()).put(id.owner() + "/" + id.section(), hash));
        Map<Bytes, Bytes> sums = new HashMap<>();
        groups.forEach((name, records) -> sums.put(name, sum(records.values())));
        return new MapDigest(sums);
    }

    private static Bytes sum(Collection<Bytes> hashes) {
        if (hashes.size() == 1) {
            return hashes.iterator().next();
        }
        MsgPackWriter all = new MsgPackWriter(SignedRecord.HASH * hashes.size());
        hashes.forEach(hash -> all.put(hash.raw()));
        return SignedRecord.hash(Bytes.wrap(all.toArray()));
    }

    /** Tells whether the other has exactly this group. */
    boolean has(Bytes group, Bytes sum) {
        return sum.equals(groups.getOrDefault(group, Bytes.EMPTY));
    }

    /** Returns it as bytes, sorted, so that equal digests have equal bytes. */
    byte[] encode() {
        List<Bytes> names = groups.keySet().stream().sorted().toList();
        MsgPackWriter out = new MsgPackWriter(LINE * names.size());
        names.forEach(name ->
                out.put(name.raw()).put(groups.getOrDefault(name, Bytes.EMPTY).raw()));
        return out.toArray();
    }

    /** Reads what {@link #encode} gave. */
    static MapDigest decode(byte[] bytes) throws WireException {
        if (bytes.length % LINE != 0) {
            throw WireException.malformed("a digest has lines of %d bytes".formatted(LINE));
        }
        Map<Bytes, Bytes> groups = new HashMap<>();
        for (int at = 0; at < bytes.length; at += LINE) {
            groups.put(
                    Bytes.wrap(Arrays.copyOfRange(bytes, at, at + NAME)),
                    Bytes.wrap(Arrays.copyOfRange(bytes, at + NAME, at + LINE)));
        }
        return new MapDigest(groups);
    }

    /** Bytes that a digest may have when it is read. */
    static int maxBytes() {
        return MAX_GROUPS * LINE;
    }
}
