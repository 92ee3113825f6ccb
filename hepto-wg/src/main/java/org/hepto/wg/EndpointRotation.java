package org.hepto.wg;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides at which endpoint to call each peer. A peer that is heard is left alone, since WireGuard follows it as it
 * roams. One that is not is called at each of its candidates in turn, for ever:
 *
 * <pre>
 *           handshake is FRESH                  no fresh handshake
 *   ┌──────────┐ ────────────────────────────────────────▶ ┌─────────┐ ─┐ each SLOT: the next candidate;
 *   │  heard   │                                           │ calling │  │ other candidates or another own
 *   └──────────┘ ◀──────────────────────────────────────── └─────────┘ ◀┘ address: the first one at once
 *        own address changed: its endpoint once more
 *        it no longer tells of that endpoint: the first that it tells of, once
 * </pre>
 *
 * Two peers behind stateful firewalls meet only if each calls the other while the other's firewall remembers that its
 * own node called, 30 s for Linux. With slots of 10 s and at most six candidates one of the two is always in time.
 *
 * <p>A heard peer that has moved can't say so itself to one behind such a firewall, which lets nothing in from the new
 * address. What it tells by way of others does it.
 *
 * <p>What it returns is for {@link WgTunnel#refreshEndpoints}. It has neither clock nor thread; the caller asks about
 * each peer every second or two. Not thread-safe.
 */
public final class EndpointRotation {
    /** How old the last handshake of a live peer is at most: {@code REJECT_AFTER_TIME} of WireGuard. */
    public static final Duration FRESH = Duration.ofMinutes(3);

    /** How long a candidate is tried, in which WireGuard sends two handshakes ({@code REKEY_TIMEOUT} is 5 s). */
    public static final Duration SLOT = Duration.ofSeconds(10);

    /** How many candidates of a peer are tried; older ones are ignored. */
    public static final int MAX_CANDIDATES = 6;

    /** The state of one peer. */
    private static final class Call {
        private List<WgEndpoint> candidates;
        private Optional<WgEndpoint> heardAt;
        private Optional<Instant> slotStart = Optional.empty();
        private int next;
        private int ownAddress;

        Call(Optional<WgEndpoint> heardAt, List<WgEndpoint> candidates, int ownAddress) {
            this.heardAt = heardAt;
            this.candidates = List.copyOf(candidates);
            this.ownAddress = ownAddress;
        }

        void restart() {
            slotStart = Optional.empty();
            next = 0;
        }

        /** Where the peer was heard last comes after what it says of itself. */
        List<WgEndpoint> endpoints() {
            return Stream.concat(candidates.stream(), heardAt.stream())
                    .distinct()
                    .limit(MAX_CANDIDATES)
                    .toList();
        }

        boolean isInSlot(Instant now) {
            return slotStart
                    .filter(start -> !now.isBefore(start) && now.isBefore(start.plus(SLOT)))
                    .isPresent();
        }
    }

    private final Map<WgKey, Call> calls = new HashMap<>();
    private int ownAddress;

    /** Says that the own public address is another one: each peer is called once more, also those that are heard. */
    public void ownAddressChanged() {
        ownAddress++;
    }

    /**
     * Returns the endpoint at which the peer is to be called now, once for each call; empty leaves it alone.
     *
     * @param candidates where the peer says it is, the newest first
     * @param now by the wall clock, as the peer's handshake; a clock that is set touches a live peer at most until its
     *     next handshake
     */
    public Optional<WgEndpoint> next(WgPeerState peer, List<WgEndpoint> candidates, Instant now) {
        Call call = calls.computeIfAbsent(peer.publicKey(), key -> new Call(peer.endpoint(), candidates, ownAddress));
        boolean moved = call.ownAddress != ownAddress;
        boolean told = !call.candidates.equals(candidates);
        call.ownAddress = ownAddress;
        call.candidates = List.copyOf(candidates);
        if (isFresh(peer, now)) {
            call.restart();
            call.heardAt = peer.endpoint();
            if (told
                    && !candidates.isEmpty()
                    && !peer.endpoint().map(candidates::contains).orElse(false)) {
                return Optional.of(candidates.getFirst());
            }
            return moved ? peer.endpoint() : Optional.empty();
        }
        if (moved || told) {
            call.restart();
        }
        List<WgEndpoint> endpoints = call.endpoints();
        if (endpoints.isEmpty() || call.isInSlot(now)) {
            return Optional.empty();
        }
        call.slotStart = Optional.of(now);
        return Optional.of(endpoints.get(call.next++ % endpoints.size()));
    }

    /** Forgets all peers but these. */
    public void retain(Collection<WgKey> peers) {
        calls.keySet().retainAll(peers);
    }

    /** Tells whether a peer is heard. A handshake of the future is as old as the clock was set back. */
    public static boolean isFresh(WgPeerState peer, Instant now) {
        return peer.lastHandshake()
                .filter(at -> Duration.between(at, now).abs().compareTo(FRESH) < 0)
                .isPresent();
    }
}
