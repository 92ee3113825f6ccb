package org.hepto.services.steps;

import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The fields of a JSON object that was read by the streaming API: a daemon keeps what it loads. One that is missing or of another kind is an {@link IOException}.
 *
 * @param values each a String, also for numbers and the like, a Fields, or a List of those
 */
public record Fields(Map<String, Object> values) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Returns a line that is one object, with what the writer puts between its braces. */
    public static String write(Consumer<JsonGenerator> fields) {
        StringWriter line = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        return line.append('\n').toString();
    }

    /** Reads a line that is one object. */
    public static Fields read(String line) throws IOException {
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not a JSON object");
            }
            return object(json);
        } catch (JacksonException e) {
            throw new IOException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Fields object(JsonParser json) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            if (token != JsonToken.VALUE_NULL) {
                values.put(name, value(json, token));
            }
        }
        return new Fields(values);
    }

    private static Object value(JsonParser json, @Nullable JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                    values.add(value(json, next));
                }
                yield values;
            }
            case null -> throw new IOException("a JSON object without an end");
            default -> json.getString();
        };
    }

    /** Tells whether there is such a field, and not null. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    private <T> T get(String name, Class<T> type) throws IOException {
        return cast(name, type, values.get(name));
    }

    private static <T> T cast(String name, Class<T> type, @Nullable Object value) throws IOException {
        if (!type.isInstance(value)) {
            throw new IOException("'%s' is no %s".formatted(name, type.getSimpleName()));
        }
        return type.cast(value);
    }

    /** Returns a string, or what else is not an object or a list, as a string. */
    public String text(String name) throws IOException {
        return get(name, String.class);
    }

    /** Returns a string, or what stands for one that is missing. */
    public String text(String name, String missing) throws IOException {
        return has(name) ? text(name) : missing;
    }

    /** Returns an object. */
    public Fields object(String name) throws IOException {
        return get(name, Fields.class);
    }

    /** Returns a list of strings; an empty one if it is missing. */
    public List<String> texts(String name) throws IOException {
        return has(name) ? list(name, String.class) : List.of();
    }

    List<Fields> objects(String name) throws IOException {
        return list(name, Fields.class);
    }

    private <T> List<T> list(String name, Class<T> type) throws IOException {
        List<T> all = new ArrayList<>();
        for (Object value : get(name, List.class)) {
            all.add(cast(name, type, value));
        }
        return all;
    }
}
