package org.hepto.sml;

/**
 * Decides which strangers are told of: each source once a minute, whether it sends packets or opens streams, and so many
 * sources in a minute. Those of packets are counted apart, for a packet's may be forged. Times in milliseconds of any clock.
 * On the transport's thread.
 */
final class StrangerNews {

    static final int PACKETS = 16;
    static final int STREAMS = 64;
    static final long INTERVAL = 60_000;

    private final Seldom<Bytes> packets = new Seldom<>(PACKETS, INTERVAL);
    private final Seldom<Bytes> streams = new Seldom<>(STREAMS, INTERVAL);

    /** Tells whether to tell of who has sent a packet from an IP address, and takes note that it is told. */
    boolean packet(Bytes ip, long now) {
        return take(ip, packets, streams, now);
    }

    /** Tells the same of who has opened a stream. */
    boolean stream(Bytes ip, long now) {
        return take(ip, streams, packets, now);
    }

    private static boolean take(Bytes ip, Seldom<Bytes> told, Seldom<Bytes> others, long now) {
        Bytes source = Admission.source(ip);
        return !others.said(source, now) && told.take(source, now);
    }
}
