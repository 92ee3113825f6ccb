package org.hepto.sml;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Real nodes with a map, whose identities are configured: n0 to n19. */
final class TestMaps {

    static final Map<String, Identity> IDENTITIES = IntStream.range(0, 20)
            .boxed()
            .collect(Collectors.toUnmodifiableMap(index -> "n" + index, index -> Identity.generate()));

    private static final MapPolicy POLICY = new KnownKeys(IDENTITIES.entrySet().stream()
            .collect(Collectors.toMap(
                    Map.Entry::getKey, entry -> entry.getValue().publicKey())));

    private TestMaps() {}

    static MapOptions options(String name) {
        return MapOptions.of("test", identity(name), POLICY);
    }

    static Identity identity(String name) {
        return IDENTITIES.getOrDefault(name, Identity.generate());
    }

    static ReplicatedMap start(ClusterOptions options, MapListener listener) {
        return ReplicatedMap.attach(
                Cluster.start(options, new ClusterListener() {}), options(options.name()), listener);
    }

    /** Ends a node without a word, as a crash would. */
    static void kill(ReplicatedMap map) {
        map.close();
        map.cluster().kill();
    }
}
