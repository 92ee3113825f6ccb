package org.hepto.services.gossip;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.hepto.services.node.Digests;

/** How a node tells which certificate it has installed. */
public final class InstalledCertificate {
    private InstalledCertificate() {}

    /** Returns the SHA-256 of a certificate's PEM, in hex. */
    public static String digest(String pem) {
        return HexFormat.of().formatHex(Digests.sha256(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
