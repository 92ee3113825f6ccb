package org.hepto.services.node;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the operator may say by the environment of the node, to the daemon and to the upstream processes. */
public final class OperatorVariables {
    /** Go's own two (package runtime), and the one that turns off what saves memory in the planes. */
    private static final List<String> NAMES = List.of("GOGC", "GODEBUG", "HEPTO_VANILLA");

    /** ISO 8601, such as {@code PT20M}; to watch certificates being renewed. */
    private static final String CERTIFICATE_LIFE = "HEPTO_CERTIFICATE_LIFE";

    /** ISO 8601; for tests, with the pause of client-go made as short. */
    private static final String AUTHORITY_PAUSE = "HEPTO_AUTHORITY_PAUSE";

    /** client-go reads certificates and authorities again every 5 minutes, what serves every minute. */
    private static final Duration USUAL_PAUSE = Duration.ofMinutes(6);

    private static final Duration LEAST_LIFE = Duration.ofMinutes(1);

    private OperatorVariables() {}

    /**
     * Returns the life of all certificates, if one is set.
     *
     * @throws ConfigException if it is none
     */
    public static Optional<Duration> certificateLife(Map<String, String> environment) {
        String text = environment.get(CERTIFICATE_LIFE);
        if (text == null) {
            return Optional.empty();
        }
        try {
            Duration life = Duration.parse(text);
            if (life.compareTo(LEAST_LIFE) >= 0) {
                return Optional.of(life);
            }
        } catch (DateTimeParseException e) {
            throw refused(text, e);
        }
        throw refused(text, null);
    }

    /**
     * Returns after what time every component has read a certificate or a bundle of authorities again that was replaced.
     *
     * @throws ConfigException if what is set is no time
     */
    public static Duration authorityPause(Map<String, String> environment) {
        String text = environment.get(AUTHORITY_PAUSE);
        if (text == null) {
            return USUAL_PAUSE;
        }
        try {
            Duration pause = Duration.parse(text);
            if (pause.isPositive()) {
                return pause;
            }
        } catch (DateTimeParseException e) {
            throw refusedPause(text, e);
        }
        throw refusedPause(text, null);
    }

    private static ConfigException refusedPause(String text, @Nullable Exception cause) {
        return new ConfigException(
                "%s=%s is no time; give more than nothing, such as PT20S".formatted(AUTHORITY_PAUSE, text), cause);
    }

    private static ConfigException refused(String text, @Nullable Exception cause) {
        return new ConfigException(
                "%s=%s is no life of a certificate; give a minute or more, such as PT20M"
                        .formatted(CERTIFICATE_LIFE, text),
                cause);
    }

    /** Those of a process's environment that are passed on to the daemon. */
    public static Map<String, String> forDaemon(Map<String, String> environment) {
        Map<String, String> given = of(environment);
        for (String name : List.of(CERTIFICATE_LIFE, AUTHORITY_PAUSE)) {
            String value = environment.get(name);
            if (value != null) {
                given.put(name, value);
            }
        }
        return given;
    }

    /** Those of a process's environment that are for the upstream processes. */
    public static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String name : NAMES) {
            String value = environment.get(name);
            if (value != null) {
                given.put(name, value);
            }
        }
        return given;
    }
}
