package org.hepto.services.gossip;

import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hepto.services.steps.Fields;
import org.hepto.sml.AuthorityPolicy;
import org.hepto.sml.Bytes;
import org.hepto.sml.MapKey;
import org.hepto.utils.Errors;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgEndpoint;
import tools.jackson.core.JsonGenerator;

/** The entries of the replicated map: their names, and who writes them. */
public final class Entries {
    /** A newcomer's own request for admission. */
    public static final MapKey<JoinRequest> REQUEST = json("join", JoinRequest::write, JoinRequest::read);

    /** Whatever the authority says about the cluster. */
    static final MapKey<ClusterRecord> CLUSTER = json("cluster/record", ClusterRecord::write, ClusterRecord::read);

    /** What the authority says about a node. */
    static final MapKey<NodeRecord> NODE = json(AuthorityPolicy.ABOUT + "record", NodeRecord::write, NodeRecord::read);

    /** A node's certificate, PEM, written by the authority. */
    static final MapKey<String> CERTIFICATE = MapKey.text(AuthorityPolicy.ABOUT + "certificate");

    /** Where a node's WireGuard may be reached from outside, written by the node, best first. */
    static final MapKey<List<WgEndpoint>> ENDPOINTS =
            new MapKey<>("endpoints", Entries::writeEndpoints, Entries::readEndpoints);

    /** Which certificate a node works with, written by the node once it has installed it. */
    static final MapKey<String> INSTALLED = MapKey.text("installed");

    /** Nobody has more ways to the Internet; each is tried. */
    private static final int MOST_ENDPOINTS = 8;

    private static final Pattern ENDPOINT = Pattern.compile("\\[([0-9a-f:.]{2,45})]:([0-9]{1,5})");

    /** The section of why requests are not granted. */
    static final String REFUSALS = "refusals";

    private Entries() {}

    /** Returns the key of why a request is not granted, written by the authority. */
    static MapKey<String> refusal(String fingerprint) {
        return MapKey.text(REFUSALS + "/" + fingerprint);
    }

    private static Bytes writeEndpoints(List<WgEndpoint> endpoints) {
        return Bytes.utf8(endpoints.stream().map(WgEndpoint::toString).collect(Collectors.joining("\n")));
    }

    private static List<WgEndpoint> readEndpoints(Bytes bytes) {
        return bytes.toUtf8()
                .lines()
                .limit(MOST_ENDPOINTS)
                .map(Entries::endpoint)
                .toList();
    }

    private static WgEndpoint endpoint(String text) {
        Matcher matcher = ENDPOINT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' is no endpoint".formatted(text));
        }
        return new WgEndpoint(Ipv6Address.parse(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    private interface Reader<T> {
        T read(Fields fields) throws IOException;
    }

    private static <T> MapKey<T> json(String name, BiConsumer<T, JsonGenerator> write, Reader<T> read) {
        return new MapKey<>(
                name,
                value -> Bytes.utf8(Fields.write(json -> write.accept(value, json))),
                bytes -> parse(bytes, read));
    }

    private static <T> T parse(Bytes bytes, Reader<T> reader) {
        try {
            return reader.read(Fields.read(bytes.toUtf8()));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(Errors.line(e), e);
        }
    }
}
