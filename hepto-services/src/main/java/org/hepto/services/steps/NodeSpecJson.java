package org.hepto.services.steps;

import java.io.IOException;
import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import tools.jackson.core.JsonGenerator;

/** Nodes as JSON objects. */
final class NodeSpecJson {
    private static final String SITE = "site";

    private NodeSpecJson() {}

    static void write(NodeSpec node, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("name", node.name());
        json.writeStringProperty("mesh", node.mesh().toString());
        json.writeStringProperty("pods", node.pods().toString());
        node.site().ifPresent(site -> json.writeStringProperty(SITE, site));
        json.writeBooleanProperty("master", node.master());
        json.writeEndObject();
    }

    static NodeSpec read(Fields fields) throws IOException {
        return new NodeSpec(
                fields.text("name"),
                Ipv6Address.parse(fields.text("mesh")),
                Ipv6Prefix.parse(fields.text("pods")),
                fields.has(SITE) ? Optional.of(fields.text(SITE)) : Optional.empty(),
                Boolean.parseBoolean(fields.text("master")));
    }
}
