package org.hepto.services.control;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * An object that was read, asked for its fields by name and type. Fields that nothing asks for are those of other
 * builds. A field that is missing or of another type is a {@link MalformedMessageException}.
 *
 * @param fields values are String, Long, Boolean, JsonObject, or a List of those
 */
record JsonObject(Map<String, Object> fields) {
    /** Reads the rest of an object whose brace was read. Its nesting is bounded by the parser. */
    static JsonObject read(JsonParser json) throws MalformedMessageException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            Object value = value(json, json.nextToken());
            if (value != null) {
                fields.put(name, value);
            }
        }
        return new JsonObject(fields);
    }

    private static @Nullable Object value(JsonParser json, @Nullable JsonToken token) throws MalformedMessageException {
        return switch (token) {
            case START_OBJECT -> read(json);
            case START_ARRAY -> list(json);
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case null, default -> throw new MalformedMessageException("unexpected " + token);
        };
    }

    private static List<Object> list(JsonParser json) throws MalformedMessageException {
        List<Object> values = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            Object value = value(json, token);
            if (value == null) {
                throw new MalformedMessageException("null in a list");
            }
            values.add(value);
        }
        return values;
    }

    private <T> Optional<T> find(String name, Class<T> type) throws MalformedMessageException {
        Object value = fields.get(name);
        if (value == null) {
            return Optional.empty();
        }
        return Optional.of(cast(name, type, value));
    }

    private static <T> T cast(String name, Class<T> type, Object value) throws MalformedMessageException {
        if (!type.isInstance(value)) {
            throw new MalformedMessageException("'%s' is no %s".formatted(name, type.getSimpleName()));
        }
        return type.cast(value);
    }

    private <T> T get(String name, Class<T> type) throws MalformedMessageException {
        Optional<T> value = find(name, type);
        if (value.isEmpty()) {
            throw new MalformedMessageException("there is no '%s'".formatted(name));
        }
        return value.get();
    }

    String string(String name) throws MalformedMessageException {
        return get(name, String.class);
    }

    Optional<String> optionalString(String name) throws MalformedMessageException {
        return find(name, String.class);
    }

    long number(String name) throws MalformedMessageException {
        return get(name, Long.class);
    }

    /** A count from 0 to the largest int. */
    int count(String name) throws MalformedMessageException {
        long number = number(name);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new MalformedMessageException("'%s' is out of range".formatted(name));
        }
        return (int) number;
    }

    boolean flag(String name) throws MalformedMessageException {
        return get(name, Boolean.class);
    }

    boolean flagOr(String name, boolean fallback) throws MalformedMessageException {
        return find(name, Boolean.class).orElse(fallback);
    }

    Duration millis(String name) throws MalformedMessageException {
        return Duration.ofMillis(number(name));
    }

    Optional<Duration> optionalMillis(String name) throws MalformedMessageException {
        return find(name, Long.class).map(Duration::ofMillis);
    }

    Instant instant(String name) throws MalformedMessageException {
        try {
            return Instant.parse(string(name));
        } catch (DateTimeException e) {
            throw new MalformedMessageException("'%s' is no time".formatted(name));
        }
    }

    Optional<Instant> optionalInstant(String name) throws MalformedMessageException {
        return has(name) ? Optional.of(instant(name)) : Optional.empty();
    }

    /** A duration of whole microseconds. */
    Optional<Duration> optionalMicros(String name) throws MalformedMessageException {
        return find(name, Long.class).map(micros -> Duration.of(micros, ChronoUnit.MICROS));
    }

    JsonObject object(String name) throws MalformedMessageException {
        return get(name, JsonObject.class);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** An empty list if there is none: builds before may not have it. */
    List<JsonObject> objects(String name) throws MalformedMessageException {
        return list(name, JsonObject.class);
    }

    List<String> strings(String name) throws MalformedMessageException {
        return list(name, String.class);
    }

    private <T> List<T> list(String name, Class<T> type) throws MalformedMessageException {
        List<T> all = new ArrayList<>();
        for (Object value : find(name, List.class).orElse(List.of())) {
            all.add(cast(name, type, value));
        }
        return all;
    }

    /** The fields as numbers, in their order. */
    Map<String, Long> numbers() throws MalformedMessageException {
        Map<String, Long> all = new LinkedHashMap<>();
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            all.put(field.getKey(), cast(field.getKey(), Long.class, field.getValue()));
        }
        return all;
    }
}
