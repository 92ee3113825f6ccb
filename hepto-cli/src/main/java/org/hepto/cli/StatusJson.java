package org.hepto.cli;

import java.io.StringWriter;
import java.util.function.Consumer;
import org.hepto.services.control.ListedNode;
import org.hepto.services.control.NodeFields;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.control.StatusFields;
import org.hepto.services.control.UnitChange;
import org.hepto.services.control.WatchEvent;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** The status of a node for programs, in ASCII: what components say must not reach a terminal as it is. */
final class StatusJson {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
            .build();

    private StatusJson() {}

    /** Returns one object over several lines. */
    static String pretty(NodeStatus status) {
        return object(status, new Indented()) + "\n";
    }

    /** Returns one object on one line, without its end. */
    static String line(WatchEvent event) {
        return object(event, ObjectWriteContext.empty());
    }

    /** Returns one object on one line, without its end. */
    static String line(ListedNode node) {
        return object(json -> NodeFields.write(json, node), ObjectWriteContext.empty());
    }

    private static String object(WatchEvent event, ObjectWriteContext context) {
        return object(
                json -> {
                    switch (event) {
                        case NodeStatus status -> StatusFields.write(json, status);
                        case UnitChange change -> StatusFields.write(json, change);
                    }
                },
                context);
    }

    private static String object(Consumer<JsonGenerator> fields, ObjectWriteContext context) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(context, text)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    private static final class Indented extends ObjectWriteContext.Base {
        @Override
        public PrettyPrinter getPrettyPrinter() {
            return new DefaultPrettyPrinter();
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }
}
