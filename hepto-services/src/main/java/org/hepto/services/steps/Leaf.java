package org.hepto.services.steps;

import java.time.Duration;
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
public record Leaf(String name, CertificateSpec spec, Authority authority, Duration life) {
    /** How long the certificate of a node lives, unless the operator says otherwise. */
    public static final Duration NODE_LIFE = Duration.ofDays(7);

    private static final Duration LIFE = Duration.ofDays(30);

    /** Looks in a life, at least: the last third, in which a certificate is due, has several. */
    private static final int LOOKS = 20;

    /** Returns one that lives as long as most do. */
    public static Leaf of(String name, CertificateSpec spec, Authority authority) {
        return new Leaf(name, spec, authority, LIFE);
    }

    /** Returns the same with another life. */
    public Leaf life(Duration other) {
        return new Leaf(name, spec, authority, other);
    }

    /**
     * Returns how long to wait between two looks at a certificate.
     *
     * @param life of the certificate
     * @param usual unless the life is so short that it would be too long
     */
    public static Duration look(Duration life, Duration usual) {
        Duration part = life.dividedBy(LOOKS);
        return part.compareTo(usual) < 0 ? part : usual;
    }

    /** Returns what a client says that serves nothing. */
    public static CertificateSpec client(String commonName) {
        return CertificateSpec.of(commonName, CertificateUsage.CLIENT);
    }

    /** Returns what a client says that serves on loopback too. */
    public static CertificateSpec local(String commonName) {
        return CertificateSpec.of(commonName, CertificateUsage.CLIENT, CertificateUsage.SERVER)
                .dns("localhost")
                .ip(Ipv6Address.LOOPBACK);
    }
}
