package org.hepto.services.node;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgPrivateKey;

/** Nodes whose keys, and so whose addresses, are always the same. */
public final class TestNodes {
    public static final ClusterKey KEY = ClusterKey.parse("00112233445566778899aabbccddeeff");

    public static final ClusterNetwork NETWORK = new ClusterNetwork(Ipv6Prefix.parse("fd00:1:2::/48"));

    private TestNodes() {}

    public static Node master(Path data) {
        return node(config(Role.MASTER, "test", "n1", data));
    }

    public static Node node(Path data) {
        return node(config(Role.NODE, "test", "n1", data));
    }

    public static Node node(NodeConfig config) {
        WgPrivateKey key = new WgPrivateKey(new byte[32]);
        boolean master = config.role() == Role.MASTER;
        Enrollment enrollment = new Enrollment(
                NETWORK,
                NETWORK.podRange(master ? 0 : 1),
                master ? NETWORK.mesh(key.publicKey()) : Ipv6Address.parse("fd00:1:2::1"));
        return new Node(
                config, Optional.of(enrollment), key, config.paths().data().resolve("versions/1"), Optional.empty());
    }

    public static NodeConfig config(Role role, String cluster, String name, Path data) {
        return new NodeConfig(
                role,
                cluster,
                name,
                "eth0",
                Optional.empty(),
                Optional.empty(),
                List.of(Ipv6Address.parse("2001:db8::53")),
                data);
    }

    public static Map<?, ?> yaml(Path file) throws IOException {
        return Serialization.unmarshal(Files.readString(file), Map.class);
    }
}
