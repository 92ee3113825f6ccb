package org.hepto.services.gossip;

import java.io.IOException;
import java.util.Optional;
import org.hepto.services.steps.Fields;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgKey;
import tools.jackson.core.JsonGenerator;

/**
 * What the authority has decided about a node.
 *
 * @param wireguard its public key, from which its address in the mesh follows
 * @param pods its range for pods, a /64 of the cluster's
 * @param site where it is, in its operator's words
 * @param master whether it carries the control plane
 * @param csr by which its certificate is renewed, PEM; empty for the master, which keeps its own
 */
public record NodeRecord(WgKey wireguard, Ipv6Prefix pods, Optional<String> site, boolean master, String csr) {
    void write(JsonGenerator json) {
        json.writeStringProperty("wireguard", wireguard.toString());
        json.writeStringProperty("pods", pods.toString());
        site.ifPresent(text -> json.writeStringProperty("site", text));
        json.writeBooleanProperty("master", master);
        json.writeStringProperty("csr", csr);
    }

    static NodeRecord read(Fields fields) throws IOException {
        return new NodeRecord(
                WgKey.parse(fields.text("wireguard")),
                Ipv6Prefix.parse(fields.text("pods")),
                fields.has("site") ? Optional.of(fields.text("site")) : Optional.empty(),
                Boolean.parseBoolean(fields.text("master")),
                fields.text("csr"));
    }
}
