package org.hepto.services.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.services.control.CertificateReport.Validity;
import org.hepto.services.node.Build;
import tools.jackson.core.JsonGenerator;

/** The status of a node and its changes as fields of a JSON object, the same on the wire and behind {@code --json}. */
public final class StatusFields {
    private static final String MAP = "map";

    private StatusFields() {}

    /** Writes the fields into an object that was begun. */
    public static void write(JsonGenerator json, NodeStatus status) {
        json.writeStringProperty("cluster", status.node().cluster())
                .writeStringProperty("name", status.node().name())
                .writeStringProperty("role", status.node().role())
                .writeStringProperty("version", status.build().version())
                .writeStringProperty("build", status.build().id());
        optional(json, "mesh", status.node().mesh());
        json.writeNumberProperty("daemonPid", status.daemonPid()).writeBooleanProperty("ready", status.ready());
        optional(json, "fatal", status.fatal());
        json.writeArrayPropertyStart("units");
        status.units().forEach(unit -> write(json, unit));
        json.writeEndArray();
        json.writeObjectPropertyStart("memoryAnonymousBytes");
        status.memory().forEach(json::writeNumberProperty);
        json.writeEndObject();
        json.writeArrayPropertyStart("certificates");
        status.certificates().forEach(certificate -> write(json, certificate));
        json.writeEndArray();
        json.writeArrayPropertyStart("peers");
        for (PeerReport peer : status.mesh()) {
            json.writeStartObject();
            NodeFields.write(json, peer);
            json.writeEndObject();
        }
        json.writeEndArray();
        status.map().ifPresent(map -> write(json, map));
        optional(json, "joining", status.joining());
    }

    private static void write(JsonGenerator json, UnitReport unit) {
        json.writeStartObject()
                .writeStringProperty("name", unit.name())
                .writeStringProperty("state", unit.state())
                .writeStringProperty("since", unit.since().toString())
                .writeNumberProperty("inStateMs", unit.inState().toMillis())
                .writeNumberProperty("restarts", unit.restarts())
                .writeArrayPropertyStart("waitsFor");
        unit.waitsFor().forEach(json::writeString);
        json.writeEndArray();
        optional(json, "detail", unit.detail());
        optional(json, "lastError", unit.lastError());
        millis(json, "waitedMs", unit.waited());
        millis(json, "startMs", unit.startTook());
        millis(json, "startCpuMs", unit.startCpu());
        optional(json, "probeFailure", unit.probeFailure());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, MapReport map) {
        json.writeObjectPropertyStart(MAP)
                .writeNumberProperty("entries", map.entries())
                .writeStringProperty("digest", map.digest())
                .writeEndObject();
    }

    private static void write(JsonGenerator json, CertificateReport certificate) {
        json.writeStartObject().writeStringProperty("name", certificate.name());
        certificate
                .validity()
                .ifPresent(validity -> json.writeStringProperty(
                                "notBefore", validity.notBefore().toString())
                        .writeStringProperty("notAfter", validity.notAfter().toString()));
        optional(json, "problem", certificate.problem());
        json.writeEndObject();
    }

    /** Writes the fields into an object that was begun. */
    public static void write(JsonGenerator json, UnitChange change) {
        json.writeStringProperty("unit", change.unit())
                .writeStringProperty("from", change.from())
                .writeStringProperty("to", change.to())
                .writeStringProperty("at", change.at().toString())
                .writeNumberProperty("spentMs", change.spent().toMillis());
        optional(json, "reason", change.reason());
    }

    private static void optional(JsonGenerator json, String name, Optional<String> text) {
        text.ifPresent(t -> json.writeStringProperty(name, t));
    }

    private static void millis(JsonGenerator json, String name, Optional<Duration> duration) {
        duration.ifPresent(d -> json.writeNumberProperty(name, d.toMillis()));
    }

    static NodeStatus status(JsonObject object) throws MalformedMessageException {
        List<UnitReport> units = new ArrayList<>();
        for (JsonObject unit : object.objects("units")) {
            units.add(unit(unit));
        }
        List<CertificateReport> certificates = new ArrayList<>();
        for (JsonObject certificate : object.objects("certificates")) {
            certificates.add(certificate(certificate));
        }
        List<PeerReport> peers = new ArrayList<>();
        for (JsonObject peer : object.objects("peers")) {
            peers.add(NodeFields.peer(peer));
        }
        return new NodeStatus(
                new NodeIdentity(
                        object.string("cluster"),
                        object.string("name"),
                        object.string("role"),
                        object.optionalString("mesh")),
                new Build(object.string("version"), object.string("build")),
                object.number("daemonPid"),
                object.flag("ready"),
                object.optionalString("fatal"),
                units,
                object.has("memoryAnonymousBytes")
                        ? object.object("memoryAnonymousBytes").numbers()
                        : Map.of(),
                certificates,
                peers,
                object.has(MAP) ? Optional.of(map(object.object(MAP))) : Optional.empty(),
                object.optionalString("joining"));
    }

    private static MapReport map(JsonObject object) throws MalformedMessageException {
        return new MapReport(object.count("entries"), object.string("digest"));
    }

    private static UnitReport unit(JsonObject object) throws MalformedMessageException {
        return new UnitReport(
                object.string("name"),
                object.string("state"),
                object.instant("since"),
                object.millis("inStateMs"),
                object.count("restarts"),
                object.strings("waitsFor"),
                object.optionalString("detail"),
                object.optionalString("lastError"),
                object.optionalMillis("waitedMs"),
                object.optionalMillis("startMs"),
                object.optionalMillis("startCpuMs"),
                object.optionalString("probeFailure"));
    }

    private static CertificateReport certificate(JsonObject object) throws MalformedMessageException {
        return new CertificateReport(
                object.string("name"),
                object.has("notAfter")
                        ? Optional.of(new Validity(object.instant("notBefore"), object.instant("notAfter")))
                        : Optional.empty(),
                object.optionalString("problem"));
    }

    static UnitChange change(JsonObject object) throws MalformedMessageException {
        return new UnitChange(
                object.string("unit"),
                object.string("from"),
                object.string("to"),
                object.instant("at"),
                object.millis("spentMs"),
                object.optionalString("reason"));
    }
}
