package org.hepto.pekahi;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hepto.utils.Ipv6Address;

/**
 * What a leaf certificate says. A value: lists are sorted and without doubles, so that two specs are equal when their
 * certificates would be.
 *
 * @param commonName the Kubernetes user name, 1 to 64 characters (RFC 5280, ub-common-name)
 * @param organisations the Kubernetes groups, each 1 to 64 characters
 * @param dnsNames names a server answers to; no wildcards
 * @param addresses addresses a server answers on
 * @param usages at least one
 */
public record CertificateSpec(
        String commonName,
        List<String> organisations,
        List<String> dnsNames,
        List<Ipv6Address> addresses,
        Set<CertificateUsage> usages) {
    private static final int MAX_ATTRIBUTE = 64;
    private static final int MAX_DNS = 253;
    private static final Pattern ATTRIBUTE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");
    private static final Pattern DNS =
            Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

    /**
     * Sorts and checks.
     *
     * @throws PkiException when a name cannot stand in a certificate or no usage is given
     */
    public CertificateSpec {
        requireAttribute("common name", commonName);
        organisations.forEach(name -> requireAttribute("organisation", name));
        dnsNames.forEach(CertificateSpec::requireDns);
        if (usages.isEmpty()) {
            throw new PkiException("certificate '%s' has no usage; say SERVER, CLIENT or both".formatted(commonName));
        }
        organisations = organisations.stream().distinct().sorted().toList();
        dnsNames = dnsNames.stream().distinct().sorted().toList();
        addresses = addresses.stream().distinct().sorted().toList();
        usages = Set.copyOf(usages);
    }

    /** A certificate without groups and names. */
    public static CertificateSpec of(String commonName, CertificateUsage... usages) {
        return new CertificateSpec(commonName, List.of(), List.of(), List.of(), Set.copyOf(Arrays.asList(usages)));
    }

    /** The one certificate of a node: kubelet both ways, proxy and DNS run with it. A name has at most 52 characters. */
    public static CertificateSpec node(String name, Ipv6Address... addresses) {
        return of("system:node:" + name, CertificateUsage.SERVER, CertificateUsage.CLIENT)
                .organisation("system:nodes")
                .dns(name)
                .ip(addresses);
    }

    /** The same with these groups too. */
    public CertificateSpec organisation(String... more) {
        return new CertificateSpec(commonName, joined(organisations, more), dnsNames, addresses, usages);
    }

    /** The same with these DNS names too, in lower case as Kubernetes has them. */
    public CertificateSpec dns(String... more) {
        return new CertificateSpec(commonName, organisations, joined(dnsNames, more), addresses, usages);
    }

    /** The same with these addresses too. */
    public CertificateSpec ip(Ipv6Address... more) {
        return new CertificateSpec(commonName, organisations, dnsNames, joined(addresses, more), usages);
    }

    /** The usages in a fixed order, so that a certificate is encoded the same way each time. */
    EnumSet<CertificateUsage> orderedUsages() {
        return EnumSet.copyOf(usages);
    }

    private static <T> List<T> joined(List<T> some, T[] more) {
        return Stream.concat(some.stream(), Arrays.stream(more)).toList();
    }

    private static void requireAttribute(String kind, String value) {
        if (value.length() > MAX_ATTRIBUTE || !ATTRIBUTE.matcher(value).matches()) {
            throw new PkiException("%s '%s' cannot stand in a certificate; use 1 to %d printable ASCII characters"
                    .formatted(kind, Printable.of(value), MAX_ATTRIBUTE));
        }
    }

    private static void requireDns(String name) {
        if (name.length() > MAX_DNS || !DNS.matcher(name).matches()) {
            throw new PkiException("'%s' is not a DNS name; use lower case letters, digits, '-' and '.'"
                    .formatted(Printable.of(name)));
        }
    }
}
