package org.hepto.sml;

/**
 * A node that the authority has admitted.
 *
 * @param identity the node's raw Ed25519 public key
 * @param serial of this admission: a node that is dismissed and admitted again has a later one
 */
public record Admitted(Bytes identity, long serial) {

    private static final int LENGTH = Identity.KEY + Long.BYTES;

    /** Returns it as it stands on the roster: the key, then the serial in eight bytes. */
    Bytes encode() {
        return Bytes.wrap(new MsgPackWriter(LENGTH)
                .put(identity.raw())
                .bigEndian(serial, Long.BYTES)
                .toArray());
    }

    /** Tells whether bytes have the form of an admission. */
    static boolean recognizes(Bytes bytes) {
        return bytes.length() == LENGTH;
    }

    /** Reads what {@link #encode} gave. */
    static Admitted decode(Bytes bytes) {
        long serial = 0;
        for (int i = Identity.KEY; i < LENGTH; i++) {
            serial = serial << 8 | bytes.at(i);
        }
        return new Admitted(bytes.slice(0, Identity.KEY), serial);
    }
}
