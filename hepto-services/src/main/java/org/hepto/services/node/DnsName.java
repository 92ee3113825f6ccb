package org.hepto.services.node;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells host names of the DNS from other texts (RFC 1123, section 2.1). */
final class DnsName {
    private static final int MAX_NAME = 253;
    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    /** No top-level domain is a number, and so an IPv4 address is no name. */
    private static final Pattern NUMBER_AT_THE_END = Pattern.compile("(.*\\.)?[0-9]+");

    private DnsName() {}

    /** Returns the name in small letters and without a dot at its end; empty if it is none. */
    static Optional<String> of(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        boolean good = name.length() <= MAX_NAME
                && NAME.matcher(name).matches()
                && !NUMBER_AT_THE_END.matcher(name).matches();
        return good ? Optional.of(name) : Optional.empty();
    }
}
