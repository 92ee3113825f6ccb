package org.hepto.pekahi;

/**
 * A certificate and its key as texts that go elsewhere.
 *
 * @param certificate PEM
 * @param key PKCS#8 PEM, a secret
 */
public record Credentials(String certificate, String key) {
    /** Shows the certificate alone. */
    @Override
    public String toString() {
        return certificate;
    }
}
