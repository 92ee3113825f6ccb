package org.hepto.services.control;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.util.JsonRecyclerPools;

/** One JSON object on one line, in ASCII, by the streaming API alone: a daemon keeps what it loads for ever. */
final class JsonLine {
    private static final JsonFactory JSON = JsonFactory.builder()
            // nothing of a request or a reply stays: no buffers, no table of names
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(ControlProtocol.MAX_DEPTH)
                    .maxNumberLength(20)
                    .build())
            .build();

    private JsonLine() {}

    /** Returns an object with what the writer puts between its braces, and the end of the line. */
    static byte[] encode(Consumer<JsonGenerator> fields) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        line.write('\n');
        return line.toByteArray();
    }

    /** Reads a line that the caller has bounded. */
    static JsonObject decode(byte[] line) throws MalformedMessageException {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedMessageException("not a JSON object");
            }
            JsonObject object = JsonObject.read(json);
            if (json.nextToken() != null) {
                throw new MalformedMessageException("more than one JSON object");
            }
            return object;
        } catch (JacksonException e) {
            throw new MalformedMessageException("not JSON: " + Texts.cut(e.getOriginalMessage()));
        }
    }
}
