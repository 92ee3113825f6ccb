package org.hepto.services.gossip;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.hepto.sml.Bytes;

/** What is known in common, and what the cluster's authority says and hears; others only look. For all threads. */
public interface AuthorityGossip {
    /** Returns what is known in common. */
    ClusterView view();

    /** Returns the fingerprint of the cluster's authority, once it is known. */
    Optional<String> authority();

    /** Says something about the cluster. */
    void put(ClusterRecord record);

    /** Puts a node on the roster, with what is decided about it. */
    void admit(String name, Bytes identityKey, NodeRecord record);

    /** Gives a node its certificate. */
    void certificate(String name, String pem);

    /** Takes a node off the roster: all that it owns goes from every node. */
    void dismiss(String name);

    /** Returns the raw public key that has signed a request. */
    Optional<Bytes> requester(String fingerprint);

    /** Returns the requests that are not taken for their clocks, by the fingerprint of who asks. */
    Map<String, OffClock> offClock();

    /** Says why requests are not granted, by the fingerprint of who asks; what was said of others before is taken back. */
    void refusals(Map<String, String> reasons);

    /** Tells whether the members count a node among the living. */
    boolean isLiving(String name);

    /** Keeps all that is known on the disk. Returns when it is there. */
    void save() throws IOException;
}
