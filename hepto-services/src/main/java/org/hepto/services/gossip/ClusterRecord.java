package org.hepto.services.gossip;

import java.io.IOException;
import org.hepto.services.node.ClusterNetwork;
import org.hepto.services.steps.Fields;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import tools.jackson.core.JsonGenerator;

/**
 * What the authority says about the cluster.
 *
 * @param network its addresses
 * @param api the apiserver's address in the mesh
 * @param authorities certificates of those that sign the apiserver, PEM
 * @param nodeAuthorities certificates of those that sign nodes, PEM: two while one takes the place of the other
 */
public record ClusterRecord(ClusterNetwork network, Ipv6Address api, String authorities, String nodeAuthorities) {
    void write(JsonGenerator json) {
        json.writeStringProperty("network", network.prefix().toString());
        json.writeStringProperty("api", api.toString());
        json.writeStringProperty("authorities", authorities);
        json.writeStringProperty("nodeAuthorities", nodeAuthorities);
    }

    static ClusterRecord read(Fields fields) throws IOException {
        return new ClusterRecord(
                new ClusterNetwork(Ipv6Prefix.parse(fields.text("network"))),
                Ipv6Address.parse(fields.text("api")),
                fields.text("authorities"),
                fields.text("nodeAuthorities"));
    }
}
