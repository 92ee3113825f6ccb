package org.hepto.services.units;

import java.time.Duration;
import org.hepto.pekahi.CertificateProfile;
import org.hepto.pekahi.CertificateSpec;
import org.hepto.pekahi.CertificateUsage;
import org.hepto.services.node.Authority;
import org.hepto.utils.Ipv6Address;

/**
 * A certificate that a unit wants.
 *
 * @param name of its files
 * @param spec what it says
 * @param authority that signs it
 * @param life from the moment of signing
 */
record Leaf(String name, CertificateSpec spec, Authority authority, Duration life) {
    /** One that lives as long as most do. */
    static Leaf of(String name, CertificateSpec spec, Authority authority) {
        return new Leaf(name, spec, authority, CertificateProfile.LEAF_LIFE);
    }

    /** The same with another life. */
    Leaf life(Duration other) {
        return new Leaf(name, spec, authority, other);
    }

    /** What a client says that serves nothing. */
    static CertificateSpec client(String commonName) {
        return CertificateSpec.of(commonName, CertificateUsage.CLIENT);
    }

    /** What a client says that serves on loopback too. */
    static CertificateSpec local(String commonName) {
        return CertificateSpec.of(commonName, CertificateUsage.CLIENT, CertificateUsage.SERVER)
                .dns("localhost")
                .ip(Ipv6Address.LOOPBACK);
    }
}
