package org.hepto.services.daemon;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepto.daeman.Daeman;
import org.hepto.services.control.CertificateReports;
import org.hepto.services.control.MapReport;
import org.hepto.services.control.MeshReport;
import org.hepto.services.control.PeerReport;
import org.hepto.services.gossip.AdmissionRules;
import org.hepto.services.gossip.AdmittedNode;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.node.Node;
import org.hepto.services.units.Joining;
import org.hepto.services.units.Member;
import org.hepto.services.units.Mesh;
import org.hepto.services.units.Observer;
import org.hepto.sml.MapSummary;
import org.hepto.utils.Errors;
import org.hepto.wg.WgDevice;
import org.hepto.wg.WgKey;
import org.hepto.wg.WgPeerState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together how a node stands in its cluster, when somebody asks. */
final class MeshReports {
    private static final Logger LOG = LoggerFactory.getLogger(MeshReports.class);

    private MeshReports() {}

    static MeshReport of(Node node, Daeman daeman) {
        if (node.enrollment().isEmpty()) {
            Optional<Gossip> gossip = daeman.value(Observer.KEY);
            String reason = gossip.map(begun -> Joining.reason(begun, node)).orElse("gossip has not started");
            return new MeshReport(Optional.empty(), List.of(), gossip.map(MeshReports::map), Optional.of(reason));
        }
        String mesh = node.mesh().toString();
        return daeman.value(Member.KEY)
                .map(gossip -> new MeshReport(
                        Optional.of(mesh),
                        peers(node, gossip, states()),
                        Optional.of(map(gossip)),
                        waiting(node, gossip)))
                .orElseGet(() -> MeshReport.alone(mesh));
    }

    /** Tells a master's operator who is not admitted, and a node's what is wrong with its place. */
    private static Optional<String> waiting(Node node, Gossip gossip) {
        if (!node.isMaster()) {
            return Joining.lost(gossip, node);
        }
        Stream<String> asking = gossip.view().requests().entrySet().stream()
                .map(request -> "%s: %s"
                        .formatted(
                                request.getValue().name(),
                                gossip.view().refusal(request.getKey()).orElse("is being admitted")));
        Stream<String> offClock = gossip.offClock().values().stream()
                .map(request -> "%s: %s".formatted(request.name(), AdmissionRules.offClock(request.ahead())));
        String line = Stream.concat(asking, offClock).collect(Collectors.joining("; "));
        return Optional.of(line).filter(text -> !text.isEmpty());
    }

    static List<PeerReport> peers(Node node, Gossip gossip, Map<WgKey, WgPeerState> states) {
        return gossip.view().nodes().stream()
                .filter(other -> !other.name().equals(node.name()))
                .map(other -> report(
                        other,
                        gossip,
                        Optional.ofNullable(states.get(other.record().wireguard()))))
                .toList();
    }

    static MapReport map(Gossip gossip) {
        MapSummary summary = gossip.summary();
        return new MapReport(summary.entries(), summary.digest().toHex());
    }

    private static Map<WgKey, WgPeerState> states() {
        try (WgDevice device = new WgDevice(Mesh.DEVICE)) {
            return device.state().byKey();
        } catch (IOException e) {
            LOG.debug("the mesh cannot be read: {}", Errors.line(e));
            return Map.of();
        }
    }

    private static PeerReport report(AdmittedNode other, Gossip gossip, Optional<WgPeerState> state) {
        return new PeerReport(
                other.name(),
                other.record().site(),
                other.mesh().toString(),
                state.flatMap(WgPeerState::endpoint).map(Object::toString),
                state.flatMap(WgPeerState::lastHandshake),
                state.map(WgPeerState::rxBytes).orElse(0L),
                state.map(WgPeerState::txBytes).orElse(0L),
                gossip.roundTrip(other.name()),
                gossip.stateOf(other.name()),
                other.certificate().flatMap(CertificateReports::expiry));
    }
}
