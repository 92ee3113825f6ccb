package org.hepto.services.units;

import java.util.Optional;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.node.Node;

/** Says why a node has not joined yet, as well as the node can know. */
public final class Joining {
    private Joining() {}

    /** Returns one line. */
    public static String reason(Gossip gossip, Node node) {
        if (!gossip.refusedAuthority().isEmpty()) {
            return gossip.refusedAuthority();
        }
        Optional<String> refusal = gossip.view().refusal(gossip.fingerprint());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (gossip.view().cluster().isPresent()) {
            return "waits for admission";
        }
        if (node.config().anchors().isEmpty()) {
            return "it knows no node of the cluster: give the address of one with --anchor";
        }
        return gossip.unreachable();
    }
}
