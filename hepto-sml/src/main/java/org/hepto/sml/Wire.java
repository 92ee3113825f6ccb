package org.hepto.sml;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What packets and streams of one cluster have in common: label, keys and compression. For one thread, but the keyring may
 * be changed by any; {@link #forStreams} makes another one for what is done on other threads.
 */
final class Wire {

    /** The keyring that all of them see. */
    private static final class Keys {
        private volatile Keyring ring;

        Keys(Keyring ring) {
            this.ring = ring;
        }
    }

    private final Label label;
    private final boolean compress;
    private final RandomGenerator random;
    private final Keys keys;
    private final ReplayWindow replays;
    private final ReplayWindow streamReplays;
    // each of them only when it is used: there may be many streams
    private @Nullable Seal seal;
    private @Nullable Keyring sealRing;
    private @Nullable LzwEncoder lzwEncoder;
    private @Nullable LzwDecoder lzwDecoder;

    /** {@code random} must be for all threads. */
    Wire(Label label, Keyring keyring, boolean compress, RandomGenerator random) {
        this(label, compress, random, new Keys(keyring), new ReplayWindow(), new ReplayWindow());
    }

    private Wire(
            Label label,
            boolean compress,
            RandomGenerator random,
            Keys keys,
            ReplayWindow replays,
            ReplayWindow streamReplays) {
        this.label = label;
        this.compress = compress;
        this.random = random;
        this.keys = keys;
        this.replays = replays;
        this.streamReplays = streamReplays;
    }

    /** Another one with the same label and keys, which knows what came over streams, for one message. */
    Wire forStreams() {
        return new Wire(label, compress, random, keys, streamReplays, streamReplays);
    }

    Label label() {
        return label;
    }

    Keyring keyring() {
        return keys.ring;
    }

    void keyring(Keyring changed) {
        keys.ring = changed;
    }

    boolean compresses() {
        return compress;
    }

    boolean encrypts() {
        return keyring().encrypts();
    }

    /** Bytes that label and seal add to a packet. */
    int overhead() {
        return label.overhead() + (encrypts() ? Seal.OVERHEAD : 0);
    }

    /** Seals into a new array, behind so many bytes that the caller fills. */
    byte[] seal(byte[] plain, int before, byte[]... authenticated) {
        return seal().seal(keyring().keys().getFirst(), plain, before, authenticated);
    }

    /** Opens with the first key that fits; refuses what none opens, and what it has opened a short while ago. */
    byte[] open(byte[] sealed, int from, int to, byte[]... authenticated) throws WireException {
        byte[] plain = seal().open(keyring(), sealed, from, to, authenticated);
        if (replays.seen(sealed, to)) {
            throw new WireException(WireException.Reason.REPLAYED, "the same came before");
        }
        return plain;
    }

    private Seal seal() {
        Keyring ring = keyring();
        Seal made = seal == null || ring != sealRing ? new Seal(random) : seal;
        seal = made; // another one for other keys: those that were removed are forgotten with the old one
        sealRing = ring;
        return made;
    }

    byte[] compressed(byte[] message) {
        LzwEncoder encoder = lzwEncoder == null ? new LzwEncoder() : lzwEncoder;
        lzwEncoder = encoder;
        return MessageCodec.encodeCompress(encoder.encode(message));
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
        LzwDecoder decoder = lzwDecoder == null ? new LzwDecoder() : lzwDecoder;
        lzwDecoder = decoder;
        return decoder.decode(buffer, max);
    }
}
