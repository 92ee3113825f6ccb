package org.hepto.services.control;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Another node of the cluster, as this one sees it.
 *
 * @param site where it says it is
 * @param mesh its address in the cluster
 * @param endpoint where WireGuard sends to, {@code [address]:port}
 * @param lastHandshake of WireGuard, by the wall clock
 * @param rxBytes that came from it through the mesh
 * @param txBytes that went to it through the mesh
 * @param roundTrip a moving average of what the probes of gossip take; empty if none was answered
 * @param gossip {@code alive}, {@code suspect}, {@code dead}, {@code left} or {@code unknown}
 * @param certificateExpires when the certificate that the authority has published for it does
 */
public record PeerReport(
        String name,
        Optional<String> site,
        String mesh,
        Optional<String> endpoint,
        Optional<Instant> lastHandshake,
        long rxBytes,
        long txBytes,
        Optional<Duration> roundTrip,
        String gossip,
        Optional<Instant> certificateExpires) {}
