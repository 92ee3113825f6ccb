package org.hepto.pekahi;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.hepto.utils.Ipv6Address;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate or a request says, as text that is compared exactly: upper and lower case differ here, as they do
 * to Kubernetes, though not to the name matching of RFC 5280. Kinds of names that hepto does not use have a text too, so
 * they are seen to differ.
 *
 * @param subject such as {@code CN=system:node:a}, sorted
 * @param names such as {@code DNS:a} and {@code IP:fd00::1}
 * @param usages object identifiers
 */
record Contents(List<String> subject, Set<String> names, Set<String> usages) {
    static Contents of(CertificateSpec spec) {
        return new Contents(
                Stream.concat(
                                Stream.of("CN=" + spec.commonName()),
                                spec.organisations().stream().map(name -> "O=" + name))
                        .sorted()
                        .toList(),
                Stream.concat(
                                spec.dnsNames().stream().map(Contents::dns),
                                spec.addresses().stream().map(Contents::ip))
                        .collect(Collectors.toUnmodifiableSet()),
                spec.usages().stream().map(Contents::usage).collect(Collectors.toUnmodifiableSet()));
    }

    /** Of a certificate or request as it was parsed; throws what the parser throws on nonsense. */
    static Contents of(X500Name subject, @Nullable Extensions extensions) {
        return new Contents(
                Arrays.stream(subject.getRDNs())
                        .flatMap(rdn -> Arrays.stream(rdn.getTypesAndValues()))
                        .map(Contents::attribute)
                        .sorted()
                        .toList(),
                names(extensions),
                usages(extensions));
    }

    static String dns(String name) {
        return "DNS:" + name;
    }

    static String ip(Ipv6Address address) {
        return "IP:" + address;
    }

    static String usage(CertificateUsage usage) {
        return purpose(usage).getId();
    }

    static KeyPurposeId purpose(CertificateUsage usage) {
        return switch (usage) {
            case SERVER -> KeyPurposeId.id_kp_serverAuth;
            case CLIENT -> KeyPurposeId.id_kp_clientAuth;
        };
    }

    private static Set<String> names(@Nullable Extensions extensions) {
        if (extensions == null || extensions.getExtension(Extension.subjectAlternativeName) == null) {
            return Set.of();
        }
        GeneralNames names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        return Arrays.stream(names.getNames()).map(Contents::text).collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> usages(@Nullable Extensions extensions) {
        ExtendedKeyUsage usage = extensions == null ? null : ExtendedKeyUsage.fromExtensions(extensions);
        return usage == null
                ? Set.of()
                : Arrays.stream(usage.getUsages()).map(KeyPurposeId::getId).collect(Collectors.toUnmodifiableSet());
    }

    private static String attribute(AttributeTypeAndValue attribute) {
        String value = string(attribute.getValue());
        if (attribute.getType().equals(BCStyle.CN)) {
            return "CN=" + value;
        }
        return attribute.getType().equals(BCStyle.O)
                ? "O=" + value
                : attribute.getType().getId() + "=" + value;
    }

    private static String text(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.dNSName -> dns(string(name.getName()));
            case GeneralName.iPAddress ->
                "IP:" + address(ASN1OctetString.getInstance(name.getName()).getOctets());
            default -> name.getTagNo() + ":" + string(name.getName());
        };
    }

    private static String address(byte[] bytes) {
        return bytes.length == 16
                ? Ipv6Address.of(bytes).toString()
                : "#" + HexFormat.of().formatHex(bytes);
    }

    private static String string(ASN1Encodable value) {
        return value.toASN1Primitive() instanceof ASN1String string ? string.getString() : "#" + value;
    }
}
