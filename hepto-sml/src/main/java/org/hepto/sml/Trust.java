package org.hepto.sml;

/** Decides which key may sign for an owner. Called on the replicated map's thread. */
@FunctionalInterface
public interface Trust {

    /** Whether entries of an owner may be signed with this raw Ed25519 public key. */
    boolean trusts(String owner, Bytes publicKey);
}
