package org.hepto.services.gossip;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.hepto.services.steps.Fields;
import org.hepto.wg.WgKey;
import tools.jackson.core.JsonGenerator;

/**
 * What a newcomer asks for. It comes from whoever has the cluster's key, so nothing in it is true until it was checked.
 *
 * @param name under which it wants to be known
 * @param wireguard its public key, from which its address in the mesh follows
 * @param csr PKCS #10, PEM; only its public key counts
 * @param site where it is, in the operator's words
 * @param authority fingerprint of the only authority that it would follow, if it knows one already
 * @param clock the newcomer's time when it asked
 */
public record JoinRequest(
        String name, WgKey wireguard, String csr, Optional<String> site, Optional<String> authority, Instant clock) {
    void write(JsonGenerator json) {
        json.writeStringProperty("name", name);
        json.writeStringProperty("wireguard", wireguard.toString());
        json.writeStringProperty("csr", csr);
        site.ifPresent(text -> json.writeStringProperty("site", text));
        authority.ifPresent(text -> json.writeStringProperty("authority", text));
        json.writeStringProperty("clock", clock.toString());
    }

    static JoinRequest read(Fields fields) throws IOException {
        return new JoinRequest(
                fields.text("name"),
                WgKey.parse(fields.text("wireguard")),
                fields.text("csr"),
                fields.has("site") ? Optional.of(fields.text("site")) : Optional.empty(),
                fields.has("authority") ? Optional.of(fields.text("authority")) : Optional.empty(),
                Instant.parse(fields.text("clock")));
    }
}
