package org.hepto.services.node;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.hepto.utils.Errors;
import org.hepto.utils.Ipv6Address;

/** Checks what the operator says about the cluster around the node, and brings it into one form. */
final class ClusterTexts {
    /** An endless list would be asked for ever. */
    private static final int MAX_ANCHORS = 16;

    /** Each one is in the certificate that every client gets. */
    private static final int MAX_API_NAMES = 16;

    /** See "Syntax and character set" of labels in the documentation of Kubernetes. */
    private static final Pattern LABEL_VALUE = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    private static final String FINGERPRINT = "SHA256:";
    private static final int DIGEST = 32;

    private ClusterTexts() {}

    /** Returns each anchor once, as {@code host:port}. */
    static List<String> anchors(List<String> given, List<String> problems) {
        return each(
                "--anchor",
                given,
                MAX_ANCHORS,
                problems,
                text -> Anchor.parse(text).toString());
    }

    /** Returns each name once; names in small letters, addresses in the form of RFC 5952. */
    static List<String> apiNames(List<String> given, List<String> problems) {
        return each("--api-name", given, MAX_API_NAMES, problems, ClusterTexts::apiName);
    }

    private static String apiName(String text) {
        if (text.contains(":")) {
            try {
                return Ipv6Address.parse(text).toString();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "the name '%s' of the API is no IPv6 address; write 2001:db8::5 for example".formatted(text),
                        e);
            }
        }
        return DnsName.of(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the name '%s' of the API is no DNS name or IPv6 address; write api.example.org for example"
                                .formatted(text)));
    }

    private static List<String> each(
            String option, List<String> given, int most, List<String> problems, UnaryOperator<String> form) {
        if (given.size() > most) {
            problems.add("there are %d of %s; give at most %d".formatted(given.size(), option, most));
            return List.of();
        }
        List<String> good = new ArrayList<>();
        for (String text : given) {
            try {
                good.add(form.apply(text));
            } catch (IllegalArgumentException e) {
                problems.add(Errors.line(e));
            }
        }
        return good.stream().distinct().toList();
    }

    /** Checks that it is what {@code Identity.fingerprint} of hepto-sml makes of a key. */
    static void checkAuthority(Optional<String> authority, List<String> problems) {
        if (authority.isPresent() && !isFingerprint(authority.get())) {
            problems.add(
                    "the authority '%s' is no fingerprint; give SHA256: and 43 characters, as 'hepto invite' prints it"
                            .formatted(authority.get()));
        }
    }

    static boolean isFingerprint(String text) {
        if (!text.startsWith(FINGERPRINT)) {
            return false;
        }
        String hash = text.substring(FINGERPRINT.length());
        try {
            byte[] digest = Base64.getDecoder().decode(hash);
            // the same digest has one text only, since texts are what is compared
            return digest.length == DIGEST
                    && Base64.getEncoder()
                            .withoutPadding()
                            .encodeToString(digest)
                            .equals(hash);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    static void checkSite(Optional<String> site, List<String> problems) {
        if (site.isPresent() && !LABEL_VALUE.matcher(site.get()).matches()) {
            problems.add(
                    "the site '%s' is no value of a label; use at most 63 of A-Z a-z 0-9 . _ -, and a letter or digit at the ends"
                            .formatted(site.get()));
        }
    }
}
