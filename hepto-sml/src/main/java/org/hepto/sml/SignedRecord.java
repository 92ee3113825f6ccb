package org.hepto.sml;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All entries of one section of an owner, signed together with one version. A section is changed as a whole, so whether it
 * fits never depends on the order in which its entries arrive, and a deleted entry leaves nothing behind that has to be
 * remembered. It is what EIP-778 calls a node record.
 *
 * @param id whose it is
 * @param serial the admission of the owner under which it was signed, or 0 where there is none
 * @param version rises with each change: the time of the change in milliseconds of the epoch, if that is later than before
 * @param entries by key, sorted; at most {@link #MAX_ENTRIES}
 * @param signer the raw Ed25519 public key that signed it
 * @param signature of the cluster's id and all of the above
 */
public record SignedRecord(
        Id id, long serial, long version, SortedMap<String, Bytes> entries, Bytes signer, Bytes signature)
        implements Comparable<SignedRecord> {

    /** Most entries of one record. */
    static final int MAX_ENTRIES = 4096;
    /** Most bytes of a key in its section. */
    static final int MAX_KEY = 256;
    /** Most bytes of a value. */
    static final int MAX_VALUE = 64 * 1024;
    /** Bytes of {@link #hash}. */
    static final int HASH = 16;

    /** Bytes of a record besides names and values, about: key, signature, numbers and lengths. */
    private static final int OVERHEAD = 160;

    private static final int PER_ENTRY = 6;

    /** Keeps these signatures apart from all others that the identity makes. */
    private static final String DOMAIN = "hepto-sml record 1";

    /**
     * The place of a record.
     *
     * @param owner the node whose entries they are; empty for the cluster's own
     * @param section what its keys begin with, before the slash; empty for keys without one
     */
    public record Id(String owner, String section) {
        /** Finds the place of an owner's entry by its full key. */
        static Id of(String owner, String key) {
            return new Id(owner, key.substring(0, Math.max(0, key.indexOf('/'))));
        }

        /** Returns the key within the section of a full key. */
        String within(String key) {
            return section.isEmpty() ? key : key.substring(section.length() + 1);
        }

        /** Returns the full key of a key within the section. */
        String full(String key) {
            return section.isEmpty() ? key : section + "/" + key;
        }
    }

    /** Keeps a sorted copy of the entries. */
    public SignedRecord {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** Makes and signs a record. */
    static SignedRecord sign(
            String cluster, Identity identity, Id id, long serial, long version, Map<String, Bytes> entries) {
        SignedRecord unsigned =
                new SignedRecord(id, serial, version, new TreeMap<>(entries), identity.publicKey(), Bytes.EMPTY);
        return new SignedRecord(
                id, serial, version, unsigned.entries, identity.publicKey(), identity.sign(unsigned.content(cluster)));
    }

    /** Returns about the bytes that it takes when encoded. */
    int size() {
        int size = OVERHEAD + id.owner().length() + id.section().length();
        for (Map.Entry<String, Bytes> entry : entries.entrySet()) {
            size += PER_ENTRY + entry.getKey().length() + entry.getValue().length();
        }
        return size;
    }

    /** Checks the signature: whether the signer signed exactly this for this cluster. */
    boolean genuine(String cluster) {
        return Identity.verify(signer, content(cluster), signature);
    }

    private byte[] content(String cluster) {
        MsgPackWriter out = new MsgPackWriter(size()).text(DOMAIN).text(cluster);
        fields(out);
        return out.toArray();
    }

    private void fields(MsgPackWriter out) {
        out.text(id.owner()).text(id.section()).signed(serial).signed(version).signed(entries.size());
        entries.forEach((key, value) -> out.text(key).raw(value.raw()));
        out.raw(signer.raw());
    }

    /** Returns the record as bytes; equal records have equal bytes. */
    byte[] encode() {
        MsgPackWriter out = new MsgPackWriter(size());
        fields(out);
        return out.raw(signature.raw()).toArray();
    }

    /** Reads a record; its keys have to be sorted, so that a record has one form only. */
    static SignedRecord decode(MsgPackReader in) throws WireException {
        Id id = new Id(in.text(Limits.NAME), in.text(MAX_KEY));
        long serial = in.integer(Long.MAX_VALUE);
        long version = in.integer(Long.MAX_VALUE);
        int count = (int) in.integer(MAX_ENTRIES);
        SortedMap<String, Bytes> entries = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String key = in.text(MAX_KEY);
            if (!entries.isEmpty() && entries.lastKey().compareTo(key) >= 0) {
                throw WireException.malformed("the keys of a record are not sorted");
            }
            entries.put(key, in.bytes(MAX_VALUE));
        }
        Bytes signer = in.bytes(Identity.KEY);
        return new SignedRecord(id, serial, version, entries, signer, in.bytes(Identity.SIGNATURE));
    }

    /** Returns the beginning of the SHA-256 of its bytes. */
    Bytes hash() {
        return hash(Bytes.wrap(encode()));
    }

    /** Returns the beginning of the SHA-256 of some bytes. */
    static Bytes hash(Bytes bytes) {
        return bytes.sha256().slice(0, HASH);
    }

    /**
     * Orders records of one place: the later admission, then the later version wins; of two with one version, which an
     * honest signer never makes, all nodes choose the same.
     */
    @Override
    public int compareTo(SignedRecord other) {
        int bySerial = Long.compare(serial, other.serial);
        if (bySerial != 0) {
            return bySerial;
        }
        int byVersion = Long.compare(version, other.version);
        return byVersion != 0 ? byVersion : Arrays.compareUnsigned(encode(), other.encode());
    }
}
