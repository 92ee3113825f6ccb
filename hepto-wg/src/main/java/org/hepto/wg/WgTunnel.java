package org.hepto.wg;

import java.util.Collection;
import org.hepto.utils.ErrnoException;

/**
 * The key, port and peers of a WireGuard device: what a program needs that only reconciles peers, and what its tests
 * replace. Any thread may use it, one at a time.
 */
public interface WgTunnel {
    /**
     * Brings key, port and peers to the configuration and changes nothing else, so that sessions survive. Peers that
     * are not declared are removed. A declared endpoint that differs from the kernel's is set, and a handshake is
     * tried there at once; without one, the kernel's stays.
     *
     * @return whether anything had to be changed
     * @throws ErrnoException {@code ENODEV} if there is no such device; after any other, part of the changes may be
     *     made, and applying again completes them
     */
    boolean apply(WgConfig config) throws ErrnoException;

    /**
     * Sets the endpoints again, even if the kernel has them already, and sends a packet there at once: WireGuard then
     * forgets from which source address it sent, which is no longer there after the own prefix was renumbered. Peers
     * without an endpoint and such as the kernel does not have are skipped.
     */
    void refreshEndpoints(Collection<WgPeer> peers) throws ErrnoException;

    /** Returns what the kernel has now. */
    WgState state() throws ErrnoException;
}
