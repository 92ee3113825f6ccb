package org.hepto.pekahi;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/** A {@link CertificateSpec} in the ASN.1 of RFC 5280; the same for requests and certificates. */
final class Encoding {
    private Encoding() {}

    /** Organisations first, then the common name. */
    static X500Name subject(CertificateSpec spec) {
        X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
        spec.organisations().forEach(name -> builder.addRDN(BCStyle.O, name));
        return builder.addRDN(BCStyle.CN, spec.commonName()).build();
    }

    static Extension usages(CertificateSpec spec) throws IOException {
        KeyPurposeId[] purposes =
                spec.orderedUsages().stream().map(Contents::purpose).toArray(KeyPurposeId[]::new);
        return Extension.create(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes));
    }

    /** Empty when there is no name: the extension may not be an empty list. */
    static Optional<Extension> names(CertificateSpec spec) throws IOException {
        GeneralName[] names = Stream.concat(
                        spec.dnsNames().stream().map(name -> new GeneralName(GeneralName.dNSName, name)),
                        spec.addresses().stream()
                                .map(address ->
                                        new GeneralName(GeneralName.iPAddress, new DEROctetString(address.bytes()))))
                .toArray(GeneralName[]::new);
        return names.length == 0
                ? Optional.empty()
                : Optional.of(Extension.create(Extension.subjectAlternativeName, false, new GeneralNames(names)));
    }
}
