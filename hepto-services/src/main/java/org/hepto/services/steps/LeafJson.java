package org.hepto.services.steps;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import org.hepto.pekahi.CertificateSpec;
import org.hepto.pekahi.CertificateUsage;
import org.hepto.services.node.Authority;
import org.hepto.utils.Ipv6Address;
import tools.jackson.core.JsonGenerator;

/** Certificates that are wanted, as JSON objects. */
final class LeafJson {
    private LeafJson() {}

    static void write(Leaf leaf, JsonGenerator json) {
        CertificateSpec spec = leaf.spec();
        json.writeStartObject();
        json.writeStringProperty("name", leaf.name());
        json.writeStringProperty("authority", leaf.authority().name());
        json.writeStringProperty("life", leaf.life().toString());
        json.writeStringProperty("commonName", spec.commonName());
        texts("organisations", spec.organisations(), json);
        texts("dns", spec.dnsNames(), json);
        texts("addresses", spec.addresses(), json);
        texts("usages", spec.usages(), json);
        json.writeEndObject();
    }

    static Leaf read(Fields fields) throws IOException {
        CertificateSpec spec = new CertificateSpec(
                fields.text("commonName"),
                fields.texts("organisations"),
                fields.texts("dns"),
                fields.texts("addresses").stream().map(Ipv6Address::parse).toList(),
                fields.texts("usages").stream().map(CertificateUsage::valueOf).collect(Collectors.toSet()));
        return new Leaf(
                fields.text("name"),
                spec,
                Authority.valueOf(fields.text("authority")),
                Duration.parse(fields.text("life")));
    }

    static void texts(String name, Collection<?> values, JsonGenerator json) {
        json.writeArrayPropertyStart(name);
        values.forEach(value -> json.writeString(value.toString()));
        json.writeEndArray();
    }
}
