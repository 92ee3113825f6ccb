package org.hepto.lab;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What a home's router does with packets from the Internet: only what answers is let in.
 *
 * <p>A packet that goes out opens the way back for its flow: addresses, protocol and ports, or the identifier of an
 * echo. Each packet of the flow, whatever its direction, keeps it open for {@link #UDP}, {@link #TCP_ESTABLISHED} and so
 * on. ICMPv6 errors pass always (RFC 4890). A later fragment passes when the first of its packet has passed. What is
 * refused vanishes without an answer, as in most homes. A flow may be picked up in its midst, as Linux does, from the
 * inside only.
 *
 * <p>Used by one thread. Times are nanoseconds of any monotonic clock.
 */
final class StatefulFirewall {
    static final Duration UDP = Duration.ofSeconds(30);
    static final Duration ECHO = Duration.ofSeconds(30);
    static final Duration OTHER = Duration.ofMinutes(10);
    static final Duration FRAGMENTS = Duration.ofMinutes(1);

    /** Between SYN and its answer. */
    static final Duration TCP_OPENING = Duration.ofMinutes(2);

    /** RFC 6092 asks for 2 h 4 min. */
    static final Duration TCP_ESTABLISHED = Duration.ofMinutes(124);

    /** After both sides have said FIN. */
    static final Duration TCP_CLOSED = Duration.ofMinutes(2);

    /** After RST. */
    static final Duration TCP_RESET = Duration.ofSeconds(10);

    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;
    private static final int SWEEP = 1024;

    private final Map<Flow, State> flows = new HashMap<>();
    private final Map<Fragments, Long> fragments = new HashMap<>();
    private int packets;

    /** Seen from the inside. */
    private record Flow(Address6 inside, int insidePort, Address6 outside, int outsidePort, int protocol) {}

    private record Fragments(Address6 source, Address6 destination, int id) {}

    private static final class State {
        private long until;
        private boolean finInside;
        private boolean finOutside;
        private boolean answered;
        private boolean reset;
    }

    /** Notes a packet on its way out, which always passes. */
    void outbound(Ipv6Packet packet, long now) {
        sweep(now);
        if (packet.laterFragment() || Icmpv6.isError(packet) || packet.icmpType() == Icmpv6.ECHO_REPLY) {
            return;
        }
        Flow flow = flow(packet, true);
        State state = flows.get(flow);
        if (state == null || state.until <= now || reopens(state, packet)) {
            state = new State();
            // a flow that was there before the router knew of it
            state.answered = packet.protocol() == Ipv6Packet.TCP && (packet.tcpFlags() & SYN) == 0;
            flows.put(flow, state);
        }
        touch(state, packet, true, now);
    }

    private static boolean reopens(State state, Ipv6Packet packet) {
        return packet.protocol() == Ipv6Packet.TCP
                && (packet.tcpFlags() & (SYN | ACK)) == SYN
                && (state.reset || (state.finInside && state.finOutside));
    }

    /** Whether a packet from the outside may come in. */
    boolean inbound(Ipv6Packet packet, long now) {
        sweep(now);
        Fragments whole = new Fragments(packet.source(), packet.destination(), packet.fragmentId());
        if (packet.laterFragment()) {
            return fragments.getOrDefault(whole, Long.MIN_VALUE) > now;
        }
        boolean passes = Icmpv6.isError(packet) || belongs(packet, now);
        if (passes && packet.fragment()) {
            fragments.put(whole, now + FRAGMENTS.toNanos());
        }
        return passes;
    }

    private boolean belongs(Ipv6Packet packet, long now) {
        if (packet.icmpType() != Ipv6Packet.NONE && packet.icmpType() != Icmpv6.ECHO_REPLY) {
            return false;
        }
        State state = flows.get(flow(packet, false));
        if (state == null || state.until <= now) {
            return false;
        }
        state.answered = true;
        touch(state, packet, false, now);
        return true;
    }

    private static void touch(State state, Ipv6Packet packet, boolean fromInside, long now) {
        if (packet.protocol() == Ipv6Packet.TCP) {
            state.reset |= (packet.tcpFlags() & RST) != 0;
            if ((packet.tcpFlags() & FIN) != 0) {
                state.finInside |= fromInside;
                state.finOutside |= !fromInside;
            }
        }
        state.until = now + lifetime(state, packet.protocol()).toNanos();
    }

    private static Duration lifetime(State state, int protocol) {
        return switch (protocol) {
            case Ipv6Packet.UDP -> UDP;
            case Ipv6Packet.ICMPV6 -> ECHO;
            case Ipv6Packet.TCP -> {
                if (state.reset) {
                    yield TCP_RESET;
                }
                if (state.finInside && state.finOutside) {
                    yield TCP_CLOSED;
                }
                yield state.answered ? TCP_ESTABLISHED : TCP_OPENING;
            }
            default -> OTHER;
        };
    }

    private static Flow flow(Ipv6Packet packet, boolean outbound) {
        boolean icmp = packet.protocol() == Ipv6Packet.ICMPV6;
        int sourcePort = icmp ? packet.icmpIdentifier() : packet.sourcePort();
        int destinationPort = icmp ? packet.icmpIdentifier() : packet.destinationPort();
        return outbound
                ? new Flow(packet.source(), sourcePort, packet.destination(), destinationPort, packet.protocol())
                : new Flow(packet.destination(), destinationPort, packet.source(), sourcePort, packet.protocol());
    }

    /** Forgets all flows, as a router does that is switched off and on. */
    void forget() {
        flows.clear();
        fragments.clear();
    }

    private void sweep(long now) {
        if (++packets % SWEEP == 0) {
            flows.values().removeIf(state -> state.until <= now);
            fragments.values().removeIf(until -> until <= now);
        }
    }
}
