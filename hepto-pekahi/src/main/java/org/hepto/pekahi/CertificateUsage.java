package org.hepto.pekahi;

/** What a leaf may be used for: the extended key usages of RFC 5280, section 4.2.1.12, that Kubernetes asks for. */
public enum CertificateUsage {
    /** TLS server authentication. */
    SERVER,
    /** TLS client authentication. */
    CLIENT
}
