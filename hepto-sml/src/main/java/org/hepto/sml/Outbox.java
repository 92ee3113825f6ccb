package org.hepto.sml;

import java.util.List;

/** What the state machine wants done. Called on the thread that drives it; implementations must not block. */
interface Outbox {

    /** Send one datagram, with a checksum if the receiver is known to understand it. */
    void packet(Address to, List<Encoded> messages, boolean checksum);

    /** Exchange the whole state over a stream; {@link Swim#pushPullDone} or {@link Swim#pushPullFailed} follows. */
    void pushPull(Address to, boolean join);

    /** Find the addresses of a {@code host:port}; {@link Swim#resolved} follows if there are any. */
    void resolve(String host);

    /** Ping over a stream; {@link Swim#streamAck} follows if it succeeds before the deadline. */
    void streamPing(Address to, Message.Ping ping, long deadline);

    /** The membership changed. */
    void changed(MemberEvent event);

    /** Bytes of the application came in from an address. */
    void user(Bytes data, Address from);
}
