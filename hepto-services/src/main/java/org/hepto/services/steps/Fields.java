package org.hepto.services.steps;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The fields of a JSON object that was read. One that is missing or of another kind is an {@link IOException}.
 *
 * @param values each a String, also for numbers and the like, a Fields, or a List of those
 */
record Fields(Map<String, Object> values) {
    static final JsonFactory JSON = new JsonFactory();

    /** Reads a line that is one object. */
    static Fields read(String line) throws IOException {
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
            values.put(name, value(json, json.nextToken()));
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

    boolean has(String name) {
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

    String text(String name) throws IOException {
        return get(name, String.class);
    }

    Fields object(String name) throws IOException {
        return get(name, Fields.class);
    }

    List<String> texts(String name) throws IOException {
        return list(name, String.class);
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
