package org.hepto.services.gossip;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.hepto.services.node.NodeConfig;
import org.hepto.sml.Admitted;
import org.hepto.sml.AuthorityPolicy;
import org.hepto.sml.Bytes;
import org.hepto.sml.MapKey;
import org.hepto.sml.ReplicatedMap;
import org.hepto.sml.Roster;

/** The view of the replicated map. */
final class MapView implements ClusterView {
    private final ReplicatedMap map;
    private final Roster roster;

    MapView(ReplicatedMap map) {
        this.map = map;
        this.roster = new Roster(map);
    }

    @Override
    public Optional<ClusterRecord> cluster() {
        return map.get(ReplicatedMap.CLUSTER, Entries.CLUSTER);
    }

    @Override
    public List<AdmittedNode> nodes() {
        List<AdmittedNode> nodes = new ArrayList<>();
        roster.all().forEach((name, admitted) -> node(name, admitted).ifPresent(nodes::add));
        return nodes;
    }

    @Override
    public Optional<AdmittedNode> node(String name) {
        return roster.get(name).flatMap(admitted -> node(name, admitted));
    }

    private Optional<AdmittedNode> node(String name, Admitted admitted) {
        Optional<ClusterRecord> cluster = cluster();
        return map.get(name, Entries.NODE)
                .filter(_ -> cluster.isPresent())
                .map(record -> new AdmittedNode(
                        name,
                        admitted.identity(),
                        Instant.ofEpochMilli(admitted.serial()),
                        record,
                        cluster.orElseThrow().network().mesh(record.wireguard()),
                        map.get(name, Entries.CERTIFICATE),
                        map.get(name, Entries.ENDPOINTS).orElse(List.of())));
    }

    @Override
    public Map<String, JoinRequest> requests() {
        MapKey<JoinRequest> key = Entries.REQUEST.under(AuthorityPolicy.REQUEST);
        Map<String, JoinRequest> requests = new TreeMap<>();
        map.requests().forEach((fingerprint, entries) -> {
            Bytes bytes = entries.get(key.name());
            if (bytes != null) {
                read(key, bytes).ifPresent(request -> requests.put(fingerprint, request));
            }
        });
        return requests;
    }

    /** Returns the name in a request, or {@code a newcomer} if it cannot be read. */
    static String name(Map<String, Bytes> entries) {
        MapKey<JoinRequest> key = Entries.REQUEST.under(AuthorityPolicy.REQUEST);
        return Optional.ofNullable(entries.get(key.name()))
                .flatMap(bytes -> read(key, bytes))
                .map(JoinRequest::name)
                .filter(NodeConfig::isName)
                .orElse("a newcomer");
    }

    private static <T> Optional<T> read(MapKey<T> key, Bytes bytes) {
        try {
            return Optional.of(key.read().apply(bytes));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // whoever has the cluster's key may write here
        }
    }

    @Override
    public Optional<String> refusal(String fingerprint) {
        return map.get(ReplicatedMap.CLUSTER, Entries.refusal(fingerprint));
    }

    @Override
    public Set<String> roster() {
        return roster.all().keySet();
    }

    @Override
    public Optional<String> nameOf(Bytes identity) {
        return roster.all().entrySet().stream()
                .filter(listed -> listed.getValue().identity().equals(identity))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public Optional<String> installed(String name) {
        return map.get(name, Entries.INSTALLED);
    }
}
