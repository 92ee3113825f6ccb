package org.hepto.services.control;

import java.time.Instant;
import java.util.Optional;
import org.hepto.services.control.KubeconfigRequest.Server;
import org.hepto.utils.Errors;
import tools.jackson.core.JsonGenerator;

/** The nodes of a cluster as fields of a JSON object, the same on the wire and behind {@code --json}. */
public final class NodeFields {
    private NodeFields() {}

    /** Writes the fields into an object that was begun. */
    public static void write(JsonGenerator json, ListedNode node) {
        json.writeStringProperty("name", node.name())
                .writeStringProperty("state", node.state().toString());
        optional(json, "reason", node.reason());
        optional(json, "mesh", node.mesh());
        optional(json, "pods", node.pods());
        optional(json, "site", node.site());
        json.writeStringProperty("fingerprint", node.fingerprint());
        instant(json, "certificateExpires", node.certificateExpires());
    }

    /** Writes the fields into an object that was begun. */
    static void write(JsonGenerator json, PeerReport peer) {
        json.writeStringProperty("name", peer.name());
        optional(json, "site", peer.site());
        json.writeStringProperty("mesh", peer.mesh());
        optional(json, "endpoint", peer.endpoint());
        instant(json, "lastHandshake", peer.lastHandshake());
        json.writeNumberProperty("rxBytes", peer.rxBytes()).writeNumberProperty("txBytes", peer.txBytes());
        peer.roundTrip().ifPresent(time -> json.writeNumberProperty("roundTripUs", time.toNanos() / 1000));
        json.writeStringProperty("gossip", peer.gossip());
        instant(json, "certificateExpires", peer.certificateExpires());
    }

    static void write(JsonGenerator json, Invitation invitation) {
        json.writeStringProperty("cluster", invitation.cluster()).writeArrayPropertyStart("anchors");
        invitation.anchors().forEach(json::writeString);
        json.writeEndArray().writeStringProperty("authority", invitation.authority());
    }

    static void write(JsonGenerator json, KubeconfigRequest request) {
        optional(json, "user", request.user());
        json.writeArrayPropertyStart("groups");
        request.groups().forEach(json::writeString);
        json.writeEndArray()
                .writeNumberProperty("days", request.days())
                .writeStringProperty("server", request.server().toString());
    }

    private static void optional(JsonGenerator json, String name, Optional<String> text) {
        text.ifPresent(t -> json.writeStringProperty(name, t));
    }

    private static void instant(JsonGenerator json, String name, Optional<Instant> instant) {
        instant.ifPresent(i -> json.writeStringProperty(name, i.toString()));
    }

    static ListedNode node(JsonObject object) throws MalformedMessageException {
        return new ListedNode(
                object.string("name"),
                ListedNode.State.parse(object.string("state")),
                object.optionalString("reason"),
                object.optionalString("mesh"),
                object.optionalString("pods"),
                object.optionalString("site"),
                object.string("fingerprint"),
                object.optionalInstant("certificateExpires"));
    }

    static PeerReport peer(JsonObject object) throws MalformedMessageException {
        return new PeerReport(
                object.string("name"),
                object.optionalString("site"),
                object.string("mesh"),
                object.optionalString("endpoint"),
                object.optionalInstant("lastHandshake"),
                object.number("rxBytes"),
                object.number("txBytes"),
                object.optionalMicros("roundTripUs"),
                object.string("gossip"),
                object.optionalInstant("certificateExpires"));
    }

    static Invitation invitation(JsonObject object) throws MalformedMessageException {
        return new Invitation(object.string("cluster"), object.strings("anchors"), object.string("authority"));
    }

    static KubeconfigRequest kubeconfig(JsonObject object) throws MalformedMessageException {
        String server = object.string("server");
        try {
            return new KubeconfigRequest(
                    object.optionalString("user"),
                    object.strings("groups"),
                    object.count("days"),
                    Server.parse(server)
                            .orElseThrow(() ->
                                    new MalformedMessageException("unknown server '%s'".formatted(Texts.cut(server)))));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(Errors.line(e));
        }
    }
}
