package org.hepto.services.control;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Describes a kubeconfig.
 *
 * @param user common name of a new client certificate; empty for the operator's own, which has all rights
 * @param groups its organizations; only with a user
 * @param days how long a new certificate is valid
 */
public record KubeconfigRequest(Optional<String> user, List<String> groups, int days, Server server) {
    /** How long a certificate is valid unless somebody says otherwise. */
    public static final int DAYS = 30;

    private static final int MAX_DAYS = 365;
    private static final int MAX_GROUPS = 16;

    /** At most as in RFC 5280 (ub-common-name), and nothing that a name in a certificate would have to escape. */
    private static final Pattern SUBJECT = Pattern.compile("[A-Za-z0-9._:@/-]{1,64}");

    /** Names the address of the apiserver in the kubeconfig. */
    public enum Server {
        /** That of the master in the Internet. */
        PUBLIC,
        /** That of the master in the mesh. */
        MESH,
        /** That by which the master's own host reaches it. */
        HOST;

        /** Reads it as it is written on the command line and in a request. */
        public static Optional<Server> parse(String text) {
            for (Server server : values()) {
                if (server.toString().equals(text)) {
                    return Optional.of(server);
                }
            }
            return Optional.empty();
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks it; throws {@link IllegalArgumentException} with one line. */
    public KubeconfigRequest {
        groups = List.copyOf(groups);
        if (user.isPresent()) {
            checkSubject("user", user.get());
        } else if (!groups.isEmpty()) {
            throw new IllegalArgumentException("a group needs a user; give --user");
        }
        groups.forEach(group -> checkSubject("group", group));
        if (user.filter(name -> name.startsWith("system:")).isPresent()) {
            throw new IllegalArgumentException(
                    "the user '%s' is one of Kubernetes' own; give another name".formatted(user.get()));
        }
        if (groups.size() > MAX_GROUPS) {
            throw new IllegalArgumentException(
                    "there are %d groups; give at most %d".formatted(groups.size(), MAX_GROUPS));
        }
        if (days < 1 || days > MAX_DAYS) {
            throw new IllegalArgumentException("%d days are not 1 to %d".formatted(days, MAX_DAYS));
        }
    }

    private static void checkSubject(String what, String text) {
        if (!SUBJECT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "the %s '%s' has other characters than A-Z a-z 0-9 . _ : @ / -, or not 1 to 64 of them"
                            .formatted(what, Texts.line(text)));
        }
    }
}
