package org.hepto.services.node;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.utils.Ipv6Prefix;
import org.jspecify.annotations.Nullable;

/** What the operator may say by the environment of the node, to the daemon and to the upstream processes. */
public final class OperatorVariables {
    /** Go's own two (package runtime), and the one that turns off what saves memory in the planes. */
    private static final List<String> NAMES = List.of("GOGC", "GODEBUG", "HEPTO_VANILLA");

    /**
     * The prefix of those by which containerd alone pulls images through a proxy. Without it they would be a user's own, set for
     * other programs, and clients of the apiserver obey them.
     */
    private static final String CONTAINERD = "CONTAINERD_";

    private static final String NO_PROXY = "NO_PROXY";

    /** Go's own names (net/http, {@code ProxyFromEnvironment}). */
    private static final List<String> PROXY = List.of("HTTP_PROXY", "HTTPS_PROXY", NO_PROXY);

    /** To watch certificates being renewed. */
    private static final Setting CERTIFICATE_LIFE = new Setting(
            "HEPTO_CERTIFICATE_LIFE",
            Duration.ofMinutes(1),
            Duration.ofSeconds(Long.MAX_VALUE),
            "is no life of a certificate; give a minute or more, such as PT20M");

    /** For lives of minutes. More than client-go's own would break what {@link #USUAL_PAUSE} relies on. */
    private static final Setting CERTIFICATE_REFRESH = new Setting(
            "HEPTO_CERTIFICATE_REFRESH",
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            "is no pause between two looks at a certificate; give PT1S to PT5M");

    /** For tests of a forgotten node that need not look at every component. */
    private static final Setting AUTHORITY_PAUSE = new Setting(
            "HEPTO_AUTHORITY_PAUSE",
            Duration.ofNanos(1),
            Duration.ofSeconds(Long.MAX_VALUE),
            "is no time; give more than nothing, such as PT20S");

    /** client-go reads certificates and authorities again every 5 minutes, what serves every minute. */
    private static final Duration USUAL_PAUSE = Duration.ofMinutes(6);

    private OperatorVariables() {}

    /** A variable with a time as ISO 8601 writes it. */
    private record Setting(String name, Duration least, Duration most, String refusal) {
        Optional<Duration> of(Map<String, String> environment) {
            String text = environment.get(name);
            if (text == null) {
                return Optional.empty();
            }
            try {
                Duration value = Duration.parse(text);
                if (value.compareTo(least) >= 0 && value.compareTo(most) <= 0) {
                    return Optional.of(value);
                }
            } catch (DateTimeParseException e) {
                throw refused(text, e);
            }
            throw refused(text, null);
        }

        private ConfigException refused(String text, @Nullable Exception cause) {
            return new ConfigException("%s=%s %s".formatted(name, text, refusal), cause);
        }
    }

    /**
     * Refuses what cannot be used, before anything is started with it.
     *
     * @throws ConfigException with one line
     */
    public static void require(Map<String, String> environment) {
        for (Setting setting : List.of(CERTIFICATE_LIFE, CERTIFICATE_REFRESH, AUTHORITY_PAUSE)) {
            setting.of(environment);
        }
    }

    /**
     * Returns the life of all certificates, if one is set.
     *
     * @throws ConfigException if it is none
     */
    public static Optional<Duration> certificateLife(Map<String, String> environment) {
        return CERTIFICATE_LIFE.of(environment);
    }

    /**
     * Returns after what time every component has read a certificate or a bundle of authorities again that was replaced.
     *
     * @throws ConfigException if what is set is no time
     */
    public static Duration authorityPause(Map<String, String> environment) {
        return AUTHORITY_PAUSE.of(environment).orElse(USUAL_PAUSE);
    }

    /** Those of a process's environment that are passed on to the daemon. */
    public static Map<String, String> forDaemon(Map<String, String> environment) {
        Map<String, String> given = of(environment);
        for (String name : PROXY) {
            String value = environment.get(CONTAINERD + name);
            if (value != null) {
                given.put(CONTAINERD + name, value);
            }
        }
        for (Setting setting : List.of(CERTIFICATE_LIFE, AUTHORITY_PAUSE)) {
            String value = environment.get(setting.name());
            if (value != null) {
                given.put(setting.name(), value);
            }
        }
        return given;
    }

    /**
     * Returns what tells the process of containerd to pull images through a proxy, if a process's environment names one. In
     * that process are clients of the apiserver, too, which is reached without.
     *
     * @param cluster its prefix, for which there is no proxy
     */
    public static Map<String, String> proxy(Map<String, String> environment, Ipv6Prefix cluster) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String name : PROXY) {
            String value = environment.get(CONTAINERD + name);
            if (value != null) {
                given.put(name, value);
            }
        }
        if (!given.isEmpty()) {
            given.merge(NO_PROXY, cluster.toString(), (others, own) -> own + "," + others);
        }
        return given;
    }

    /**
     * Those of a process's environment that are for the upstream processes.
     *
     * @throws ConfigException if a time among them is none
     */
    public static Map<String, String> of(Map<String, String> environment) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String name : NAMES) {
            String value = environment.get(name);
            if (value != null) {
                given.put(name, value);
            }
        }
        // as Duration writes it: rotation.go reads nothing else
        CERTIFICATE_REFRESH
                .of(environment)
                .ifPresent(refresh -> given.put(CERTIFICATE_REFRESH.name(), refresh.toString()));
        return given;
    }
}
