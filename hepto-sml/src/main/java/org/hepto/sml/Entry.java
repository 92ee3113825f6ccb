package org.hepto.sml;

import java.util.Objects;

/**
 * One value that a node owns, signed with its identity, or the tombstone of one.
 *
 * @param owner the node whose it is
 * @param key its name among the owner's
 * @param version rises with each change by the owner
 * @param expires for tombstones: when they are forgotten, in milliseconds of the epoch; else 0
 * @param deleted whether this is a tombstone
 * @param value at most 64 KiB
 * @param publicKey of the owner, raw
 * @param signature of all of the above
 */
record Entry(
        String owner,
        String key,
        long version,
        long expires,
        boolean deleted,
        Bytes value,
        Bytes publicKey,
        Bytes signature)
        implements Comparable<Entry> {

    /** Bytes of a value. */
    static final int MAX_VALUE = 64 * 1024;
    /** Bytes of a key. */
    static final int MAX_KEY = 256;

    /** Bytes of an entry besides names and value, roughly: key, signature, numbers and what holds them. */
    private static final int OVERHEAD = 256;

    /** Keeps these signatures apart from all others that the identity makes. */
    private static final String DOMAIN = "hepto-sml entry 1";

    /** The place of an entry. */
    record Id(String owner, String key) {}

    /** Makes and signs an entry. */
    static Entry signed(Identity identity, Id id, long version, long expires, boolean deleted, Bytes value) {
        var unsigned =
                new Entry(id.owner(), id.key(), version, expires, deleted, value, identity.publicKey(), Bytes.EMPTY);
        return new Entry(
                id.owner(),
                id.key(),
                version,
                expires,
                deleted,
                value,
                identity.publicKey(),
                identity.sign(unsigned.content()));
    }

    /** What its broadcasts are about: a later one takes the place of one that is still under way. */
    String subject() {
        return owner + "/" + key;
    }

    Id id() {
        return new Id(owner, key);
    }

    /** About the bytes that it takes, in memory or in a push/pull. */
    int size() {
        return OVERHEAD + owner.length() + key.length() + value.length();
    }

    /** Whether the owner's key signed exactly this. */
    boolean genuine() {
        return Identity.verify(publicKey, content(), signature);
    }

    boolean expired(long epochMillis) {
        return deleted && expires <= epochMillis;
    }

    private byte[] content() {
        var out = new MsgPackWriter(128 + value.length()).text(DOMAIN);
        fields(out);
        return out.toArray();
    }

    private void fields(MsgPackWriter out) {
        out.text(owner).text(key).signed(version).signed(expires).bool(deleted);
        out.raw(value.raw()).raw(publicKey.raw());
    }

    /** The entry as bytes. */
    byte[] encode() {
        var out = new MsgPackWriter(192 + value.length());
        fields(out);
        return out.raw(signature.raw()).toArray();
    }

    static Entry decode(MsgPackReader in) throws WireException {
        String owner = in.text(Limits.NAME);
        String key = in.text(MAX_KEY);
        long version = in.integer(Long.MAX_VALUE);
        long expires = in.integer(Long.MAX_VALUE);
        boolean deleted = in.bool();
        Bytes value = in.bytes(MAX_VALUE);
        Bytes publicKey = in.bytes(Identity.KEY);
        return new Entry(owner, key, version, expires, deleted, value, publicKey, in.bytes(Identity.SIGNATURE));
    }

    /** The later one wins; of two with one version, which an owner never makes, all nodes choose the same. */
    @Override
    public int compareTo(Entry other) {
        int byVersion = Long.compare(version, other.version);
        if (byVersion != 0) {
            return byVersion;
        }
        int byDeletion = Boolean.compare(deleted, other.deleted);
        return byDeletion != 0 ? byDeletion : Bytes.wrap(encode()).compareTo(Bytes.wrap(other.encode()));
    }

    /** Equal entries have equal bytes: the order is consistent with it. */
    @Override
    public boolean equals(Object object) {
        return object instanceof Entry other
                && version == other.version
                && expires == other.expires
                && deleted == other.deleted
                && owner.equals(other.owner)
                && key.equals(other.key)
                && value.equals(other.value)
                && publicKey.equals(other.publicKey)
                && signature.equals(other.signature);
    }

    @Override
    public int hashCode() {
        return Objects.hash(owner, key, version, signature);
    }
}
