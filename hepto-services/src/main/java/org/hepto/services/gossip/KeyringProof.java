package org.hepto.services.gossip;

import java.security.SecureRandom;
import org.hepto.sml.Bytes;
import org.hepto.sml.Identity;

/**
 * Proves that who asks for the keys of gossip is the node with an identity.
 *
 * @param challenge what the master has drawn by lot, so that no signature is good twice
 */
record KeyringProof(String cluster, Bytes challenge) {
    /** Bytes of a challenge. */
    static final int CHALLENGE = 32;

    /** Bytes of a signature. */
    static final int SIGNATURE = 64;

    private static final String PURPOSE = "keyring of ";

    /** Draws a challenge. */
    static KeyringProof fresh(String cluster) {
        byte[] bytes = new byte[CHALLENGE];
        new SecureRandom().nextBytes(bytes);
        return new KeyringProof(cluster, Bytes.of(bytes));
    }

    Bytes signature(Identity identity) {
        return identity.sign(PURPOSE + cluster, challenge);
    }

    boolean isSignedBy(Bytes identity, Bytes signature) {
        return Identity.verify(identity, PURPOSE + cluster, challenge, signature);
    }
}
