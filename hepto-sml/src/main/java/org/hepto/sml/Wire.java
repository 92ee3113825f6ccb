package org.hepto.sml;

import java.util.random.RandomGenerator;

/**
 * What packets and streams of one cluster have in common: label, keys and compression. One per node, for one thread;
 * only the keyring may be changed while it is in use.
 */
final class Wire {

    private final Label label;
    private final boolean compress;
    private final Seal seal;
    private final ReplayWindow replays = new ReplayWindow();
    private final LzwEncoder lzwEncoder = new LzwEncoder();
    private final LzwDecoder lzwDecoder = new LzwDecoder();
    private volatile Keyring keyring;

    Wire(Label label, Keyring keyring, boolean compress, RandomGenerator random) {
        this.label = label;
        this.keyring = keyring;
        this.compress = compress;
        this.seal = new Seal(random);
    }

    Label label() {
        return label;
    }

    Keyring keyring() {
        return keyring;
    }

    void keyring(Keyring changed) {
        keyring = changed;
    }

    boolean compresses() {
        return compress;
    }

    boolean encrypts() {
        return keyring.encrypts();
    }

    /** Bytes that label and seal add to a packet. */
    int overhead() {
        return label.overhead() + (encrypts() ? Seal.OVERHEAD : 0);
    }

    byte[] seal(byte[] plain, byte[]... authenticated) {
        return seal.seal(keyring.keys().getFirst(), plain, authenticated);
    }

    /** Opens with the first key that fits; refuses what none opens, and what it has opened a short while ago. */
    byte[] open(byte[] sealed, int from, int to, byte[]... authenticated) throws WireException {
        byte[] plain = seal.open(keyring, sealed, from, to, authenticated);
        if (replays.seen(sealed, to)) {
            throw new WireException(WireException.Reason.REPLAYED, "the same came before");
        }
        return plain;
    }

    byte[] compressed(byte[] message) {
        return MessageCodec.encodeCompress(lzwEncoder.encode(message));
    }

    /** What the body of a compress message stands for: a message with its own type byte. */
    byte[] decompressed(MsgPackReader body, int max) throws WireException {
        int entries = body.map();
        long algorithm = 0;
        byte[] buffer = new byte[0];
        for (int i = 0; i < entries; i++) {
            switch (body.text(Limits.NAME)) {
                case "Algo" -> algorithm = body.integer(0xff);
                case "Buf" -> buffer = body.array(Limits.STREAM);
                default -> body.skip();
            }
        }
        if (algorithm != 0) {
            throw WireException.malformed("compression %d is not known".formatted(algorithm));
        }
        return lzwDecoder.decode(buffer, max);
    }
}
