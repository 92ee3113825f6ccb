package org.hepto.services.gossip;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hepto.sml.Admitted;
import org.hepto.sml.AuthorityPolicy;
import org.hepto.sml.Bytes;
import org.hepto.sml.MapKey;
import org.hepto.sml.ReplicatedMap;
import org.hepto.sml.Roster;

/** Reads the replicated map. Each call reads the map of that moment; nothing is kept. For all threads. */
public final class ClusterView {
    private final ReplicatedMap map;
    private final Roster roster;

    ClusterView(ReplicatedMap map) {
        this.map = map;
        this.roster = new Roster(map);
    }

    /** Returns what the authority says about the cluster, once that has come. */
    public Optional<ClusterRecord> cluster() {
        return map.get(ReplicatedMap.CLUSTER, Entries.CLUSTER);
    }

    /** Returns the nodes on the roster about which the authority has said something, by name. */
    public List<AdmittedNode> nodes() {
        List<AdmittedNode> nodes = new ArrayList<>();
        roster.all().forEach((name, admitted) -> node(name, admitted).ifPresent(nodes::add));
        return nodes;
    }

    /** Returns one of them. */
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

    /** Returns the requests that can be read, by the fingerprint of who asks. */
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

    private static <T> Optional<T> read(MapKey<T> key, Bytes bytes) {
        try {
            return Optional.of(key.read().apply(bytes));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // whoever has the cluster's key may write here
        }
    }

    /** Returns why the authority does not grant a request, if it has said so. */
    public Optional<String> refusal(String fingerprint) {
        return map.get(ReplicatedMap.CLUSTER, Entries.refusal(fingerprint));
    }
}
