package org.hepto.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What goes between the sites of a lab, from {@link Lab#capture()} until it is closed; what was captured stays. May be
 * used from any thread.
 *
 * <pre>{@code
 * try (Capture capture = lab.capture()) {
 *     …
 *     assertThat(capture.packets(packet -> !packet.uses(CapturedPacket.UDP, 51820))).isEmpty();
 * }
 * }</pre>
 */
public final class Capture implements AutoCloseable {
    private final List<CapturedPacket> packets = new ArrayList<>();
    private final Wan.Listener listener = this::add;
    private final Switch network;

    Capture(Switch network) {
        this.network = network;
        network.sites(sites -> sites.wan().listen(listener));
    }

    private void add(String from, @Nullable String to, Ipv6Packet packet, long now) {
        CapturedPacket captured = new CapturedPacket(
                now,
                from,
                to == null ? "" : to,
                packet.source().toString(),
                packet.destination().toString(),
                packet.protocol(),
                packet.sourcePort(),
                packet.destinationPort(),
                packet.icmpType(),
                packet.fragment(),
                packet.length());
        synchronized (packets) {
            packets.add(captured);
        }
    }

    /** All so far, in their order. */
    public List<CapturedPacket> packets() {
        synchronized (packets) {
            return List.copyOf(packets);
        }
    }

    /** Those so far that a test looks for. */
    public List<CapturedPacket> packets(Predicate<CapturedPacket> wanted) {
        return packets().stream().filter(wanted).toList();
    }

    /** Ends it. */
    @Override
    public void close() {
        network.sites(sites -> sites.wan().leave(listener));
    }
}
