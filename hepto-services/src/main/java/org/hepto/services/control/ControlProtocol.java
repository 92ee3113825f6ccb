package org.hepto.services.control;

import java.time.Duration;

/**
 * The numbers of the control protocol. A client sends one request, a line of JSON. The daemon answers with lines of JSON:
 * first {@link ControlReply.Hello}, whose form is the same in every version, then what was asked for. docs/design.md shows
 * a session.
 */
final class ControlProtocol {
    /** Grows when a daemon and a command line of different builds would misunderstand each other; new fields are no reason. */
    static final int VERSION = 1;

    /** Bytes of a request, without its end. */
    static final int MAX_REQUEST = 4096;

    /** Bytes of a reply, without its end. */
    static final int MAX_REPLY = 1 << 20;

    /** Nesting of objects and lists. */
    static final int MAX_DEPTH = 8;

    /** Characters of a text that the daemon passes on from a unit. */
    static final int MAX_TEXT = 1000;

    /** Clients at the same time. */
    static final int MAX_CLIENTS = 16;

    /** How long the daemon waits for a request, and for a client to take a reply. */
    static final Duration CLIENT_PATIENCE = Duration.ofSeconds(10);

    /** A watcher hears something at least so often: so each end notices that the other one is gone. */
    static final Duration ALIVE = Duration.ofSeconds(10);

    /** How long the command line waits for a line. A starved host is slow, so this is much more than {@link #ALIVE}. */
    static final Duration DAEMON_PATIENCE = Duration.ofSeconds(40);

    private ControlProtocol() {}
}
