package org.hepto.services.units;

/** Cipher suites of TLS 1.2 for servers; those of 1.3 cannot be chosen. All certificates are of elliptic curves. */
final class TlsSuites {
    /** By their names in Go's crypto/tls, as flags of Kubernetes take them. */
    static final String LIST = String.join(
            ",",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

    private TlsSuites() {}
}
