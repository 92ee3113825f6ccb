package org.hepto.services.gossip;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.hepto.services.node.ClusterNetwork;
import org.hepto.sml.Bytes;
import org.hepto.wg.WgEndpoint;
import org.jspecify.annotations.Nullable;

/** A cluster of one who keeps everything in memory. */
public final class FakeGossip implements AuthorityGossip, ClusterView {
    public final Map<String, JoinRequest> requests = new TreeMap<>();
    public final Map<String, Bytes> requesters = new HashMap<>();
    public final Map<String, String> refusals = new TreeMap<>();
    public final Map<String, OffClock> offClock = new HashMap<>();
    public final Map<String, String> certificates = new HashMap<>();
    public final Map<String, String> installed = new HashMap<>();
    public final Map<String, List<WgEndpoint>> endpoints = new HashMap<>();
    public final Set<String> living = new HashSet<>();
    public final List<String> log = new ArrayList<>();
    public @Nullable ClusterRecord record;
    public Instant now;
    public Optional<String> authority = Optional.of("SHA256:authority");

    private final ClusterNetwork network;
    private final Map<String, Listed> listed = new TreeMap<>();

    private record Listed(Bytes identity, Instant admitted, NodeRecord record) {}

    public FakeGossip(ClusterNetwork network, Instant now) {
        this.network = network;
        this.now = now;
    }

    /** Has somebody ask. */
    public void ask(String fingerprint, Bytes identity, JoinRequest request) {
        requests.put(fingerprint, request);
        requesters.put(fingerprint, identity);
    }

    /** Has a node install the certificate that it was given. */
    public void install(String name) {
        installed.put(name, InstalledCertificate.digest(certificates.getOrDefault(name, "")));
    }

    @Override
    public ClusterView view() {
        return this;
    }

    @Override
    public Optional<String> authority() {
        return authority;
    }

    @Override
    public void put(ClusterRecord said) {
        record = said;
    }

    @Override
    public void admit(String name, Bytes identityKey, NodeRecord decided) {
        listed.putIfAbsent(name, new Listed(identityKey, now, decided));
        requesters.entrySet().stream()
                .filter(asking -> asking.getValue().equals(identityKey))
                .map(Map.Entry::getKey)
                .forEach(requests::remove);
        log.add("admit " + name);
    }

    @Override
    public void certificate(String name, String pem) {
        certificates.put(name, pem);
        log.add("certificate " + name);
    }

    @Override
    public void dismiss(String name) {
        listed.remove(name);
        certificates.remove(name);
        installed.remove(name);
        log.add("dismiss " + name);
    }

    @Override
    public Optional<Bytes> requester(String fingerprint) {
        return Optional.ofNullable(requesters.get(fingerprint));
    }

    @Override
    public Map<String, OffClock> offClock() {
        return Map.copyOf(offClock);
    }

    @Override
    public void refusals(Map<String, String> reasons) {
        refusals.clear();
        refusals.putAll(reasons);
    }

    @Override
    public boolean isLiving(String name) {
        return living.contains(name);
    }

    @Override
    public void save() {
        log.add("save");
    }

    @Override
    public Optional<ClusterRecord> cluster() {
        return Optional.ofNullable(record);
    }

    @Override
    public List<AdmittedNode> nodes() {
        return listed.keySet().stream().flatMap(name -> node(name).stream()).toList();
    }

    @Override
    public Optional<AdmittedNode> node(String name) {
        return Optional.ofNullable(listed.get(name))
                .map(known -> new AdmittedNode(
                        name,
                        known.identity(),
                        known.admitted(),
                        known.record(),
                        network.mesh(known.record().wireguard()),
                        Optional.ofNullable(certificates.get(name)),
                        endpoints.getOrDefault(name, List.of())));
    }

    @Override
    public Set<String> roster() {
        return Set.copyOf(listed.keySet());
    }

    @Override
    public Optional<String> nameOf(Bytes identity) {
        return listed.entrySet().stream()
                .filter(known -> known.getValue().identity().equals(identity))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public Map<String, JoinRequest> requests() {
        return Map.copyOf(requests);
    }

    @Override
    public Optional<String> refusal(String fingerprint) {
        return Optional.ofNullable(refusals.get(fingerprint));
    }

    @Override
    public Optional<String> installed(String name) {
        return Optional.ofNullable(installed.get(name));
    }
}
