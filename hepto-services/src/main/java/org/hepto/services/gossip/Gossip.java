package org.hepto.services.gossip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.hepto.services.node.BoundedLog;
import org.hepto.services.node.ClusterKey;
import org.hepto.services.node.Node;
import org.hepto.sml.Address;
import org.hepto.sml.AliveFilter;
import org.hepto.sml.AuthorityPin;
import org.hepto.sml.AuthorityPolicy;
import org.hepto.sml.Bytes;
import org.hepto.sml.Cluster;
import org.hepto.sml.ClusterListener;
import org.hepto.sml.ClusterOptions;
import org.hepto.sml.EntryChange;
import org.hepto.sml.Identity;
import org.hepto.sml.KeyRotation;
import org.hepto.sml.Keyring;
import org.hepto.sml.MapKey;
import org.hepto.sml.MapListener;
import org.hepto.sml.MapOptions;
import org.hepto.sml.MapSummary;
import org.hepto.sml.MemberEvent;
import org.hepto.sml.ReplicatedMap;
import org.hepto.sml.Roster;
import org.hepto.sml.StrangerKind;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Errors;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgEndpoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's part in its cluster's gossip: as a newcomer that asks for admission, or as a member. What it learns is kept in
 * files. All methods may be called from any thread.
 */
public final class Gossip implements AuthorityGossip, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gossip.class);

    /** For so long it counts what the map has told of a clock, which it tells once an hour. */
    static final Duration OFF_CLOCK = Duration.ofHours(2);

    /** The cluster tells of a source once a minute, but an attacker has many sources. */
    private static final int STRANGERS = 16;

    /** What the map has told of a request, and when. */
    private record Told(OffClock request, long nanoTime) {}

    private final Node node;
    private final Identity identity;
    private final AuthorityPolicy policy;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Cluster cluster;
    private final ReplicatedMap map;
    private final AtomicBoolean changed = new AtomicBoolean();
    private final Map<String, Told> offClock = new ConcurrentHashMap<>(); // the map tells of 64 at most
    private final BoundedLog strangers = new BoundedLog(
            LOG, STRANGERS, Duration.ofMinutes(1), "more strangers speak to this node within this minute");
    private volatile String refusedAuthority = "";
    private volatile ClockLag lag = ClockLag.NONE;

    /** Begins as the options say. */
    Gossip(Node node, ClusterOptions options) throws IOException {
        this.node = node;
        this.identity = identity(node);
        this.policy = policy(node, identity);
        Path kept = node.paths().map();
        Optional<Bytes> known = Files.exists(kept) ? Optional.of(Bytes.of(Files.readAllBytes(kept))) : Optional.empty();
        this.cluster = Cluster.start(options, new Membership()); // from here on ports are taken
        this.map =
                ReplicatedMap.attach(cluster, MapOptions.of(node.config().cluster(), identity, policy), new Changes());
        known.ifPresent(this::restore);
    }

    /** Takes over what an earlier daemon has saved. Of a damaged file a copy is kept, since the next save replaces it. */
    private void restore(Bytes saved) {
        Optional<String> lost = map.restore(saved);
        if (lost.isEmpty()) {
            return;
        }
        String copy;
        try {
            AtomicFile.write(node.paths().damagedMap(), saved.toArray(), 0600);
            copy = "is kept in " + node.paths().damagedMap();
        } catch (IOException e) {
            copy = "cannot be kept: " + Errors.line(e); // the node works without
        }
        LOG.warn(
                "{} is damaged: {}; what is lost comes back from other nodes that have it, and the damaged file {}",
                node.paths().map(),
                lost.get(),
                copy);
    }

    /** Begins to exchange with the anchors, without being a member: nobody needs to reach this node, nor does it probe. */
    public static Gossip observe(Node node) throws IOException {
        return new Gossip(
                node, options(node).withAnchors(node.config().anchors()).asObserver());
    }

    /** Begins to be a member, under its address in the mesh. */
    public static Gossip join(Node node) throws IOException {
        Filter filter = new Filter();
        ClusterOptions options = options(node)
                .withAdvertise(new InetSocketAddress(inet(node.mesh()), Node.GOSSIP_PORT))
                .withAliveFilter(filter);
        Gossip gossip = new Gossip(node, options);
        filter.view = gossip.view();
        return gossip;
    }

    private static InetAddress inet(Ipv6Address address) throws IOException {
        return InetAddress.getByAddress(address.bytes());
    }

    private static Identity identity(Node node) throws IOException {
        Files.createDirectories(
                node.paths().identity().getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return Identity.loadOrCreate(node.paths().identity());
    }

    private static AuthorityPolicy policy(Node node, Identity identity) {
        if (node.isMaster()) {
            return AuthorityPolicy.of(identity);
        }
        AuthorityPin pin = AuthorityPin.inFile(node.paths().authority());
        return node.config()
                .authority()
                .map(fingerprint -> AuthorityPolicy.expecting(fingerprint, pin))
                .orElseGet(() -> AuthorityPolicy.firstMet(pin));
    }

    private static ClusterOptions options(Node node) {
        ClusterKey key = ClusterKey.read(node.paths().clusterKey());
        return ClusterOptions.named(node.name(), new InetSocketAddress("::", Node.GOSSIP_PORT))
                .withLabel(node.config().cluster())
                .withKeyring(Keyring.of(Bytes.hex(key.toHex())))
                .withKeyringFile(node.paths().clusterKey());
    }

    /** Returns what a member does with its keys, and tells the others; it tells them at once. */
    public KeyRotation keys() {
        return new KeyRotation(map);
    }

    /** Begins to give the keys to the nodes of the cluster, on a master. */
    public KeyringServer serveKeys() throws IOException {
        return KeyringServer.open(
                new InetSocketAddress(inet(node.mesh()), Node.KEYRING_PORT),
                node.config().cluster(),
                from -> view().nodes().stream()
                        .filter(other -> Arrays.equals(other.mesh().bytes(), from.getAddress()))
                        .findFirst(),
                cluster::keyring);
    }

    /** Returns the keys that the master has. Blocks for some seconds at most; throws one line if they are not to be had. */
    public Keyring fetchKeys(AdmittedNode master) throws IOException {
        return new KeyringClient(inet(node.mesh()), node.config().cluster(), identity)
                .fetch(new InetSocketAddress(inet(master.mesh()), Node.KEYRING_PORT));
    }

    @Override
    public ClusterView view() {
        return new MapView(map);
    }

    /** Returns what the others know this node's identity by: {@code SHA256:…}. */
    public String fingerprint() {
        return Identity.fingerprint(identity.publicKey());
    }

    @Override
    public Optional<String> authority() {
        return policy.authority().map(Identity::fingerprint);
    }

    /** Returns what there is to say about another authority than this node's that claims the cluster; or an empty text. */
    public String refusedAuthority() {
        return refusedAuthority;
    }

    /** Returns why no anchor has taken this newcomer further, as well as it can know. */
    public String unreachable() {
        return lag.line(Instant.now(), System.nanoTime())
                .orElseGet(() -> cluster.anchors().entrySet().stream()
                        .map(anchor ->
                                anchor.getKey() + ": " + anchor.getValue().text())
                        .collect(Collectors.joining("; ")));
    }

    @Override
    public Map<String, OffClock> offClock() {
        long now = System.nanoTime();
        offClock.values().removeIf(told -> now - told.nanoTime() > OFF_CLOCK.toNanos());
        return offClock.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, told -> told.getValue().request()));
    }

    /** Returns what there is to say about this node's clock by those of others; empty if they agree. */
    public Optional<String> wrongClock() {
        return ClockHint.of(map.clockOffsets());
    }

    /** Returns where the others reach this node. */
    Address address() {
        return cluster.address();
    }

    /** Returns the node's own raw Ed25519 public key. */
    public Bytes identity() {
        return identity.publicKey();
    }

    /** Sums up this node's copy of the map. */
    public MapSummary summary() {
        return map.summary();
    }

    /** Registers what runs after each change of the map or the membership; it must be quick. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** Asks for admission, and renews that until it is granted; does nothing if this node is on the roster already. */
    public void request(JoinRequest request) {
        if (view().nameOf(identity.publicKey()).isEmpty()) {
            map.request(Entries.REQUEST, request);
        }
    }

    /** Tells which certificate this node has installed. */
    public void installed(String pem) {
        putIfOther(cluster.name(), Entries.INSTALLED, InstalledCertificate.digest(pem));
    }

    /** Tells where this node's WireGuard may be reached, best first. */
    public void endpoints(List<WgEndpoint> endpoints) {
        putIfOther(cluster.name(), Entries.ENDPOINTS, endpoints);
    }

    @Override
    public void put(ClusterRecord record) {
        putIfOther(ReplicatedMap.CLUSTER, Entries.CLUSTER, record);
    }

    @Override
    public void admit(String name, Bytes identityKey, NodeRecord record) {
        new Roster(map).admit(name, identityKey);
        putIfOther(name, Entries.NODE, record);
    }

    @Override
    public Optional<Bytes> requester(String fingerprint) {
        return map.requester(fingerprint);
    }

    @Override
    public void certificate(String name, String pem) {
        putIfOther(name, Entries.CERTIFICATE, pem);
    }

    @Override
    public void dismiss(String name) {
        new Roster(map).dismiss(name);
    }

    @Override
    public void refusals(Map<String, String> reasons) {
        offClock.keySet().retainAll(reasons.keySet());
        Map<String, Bytes> entries = new HashMap<>();
        reasons.forEach((fingerprint, reason) -> entries.put(fingerprint, Bytes.utf8(reason)));
        map.replace(ReplicatedMap.CLUSTER, Entries.REFUSALS, entries); // one signature, however many ask
    }

    private <T> void putIfOther(String owner, MapKey<T> key, T value) {
        if (!map.get(owner, key).equals(Optional.of(value))) {
            map.put(owner, key, value);
        }
    }

    /** Returns what the members believe of a node: {@code alive}, {@code suspect}, {@code dead}, {@code left} or {@code unknown}. */
    public String stateOf(String name) {
        return cluster.members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .map(member -> member.status().name().toLowerCase(Locale.ROOT))
                .orElse("unknown");
    }

    /** Returns how long a member takes to answer through the mesh, as {@link Cluster#roundTrip} has it. */
    public Optional<Duration> roundTrip(String name) {
        return cluster.roundTrip(name);
    }

    @Override
    public boolean isLiving(String name) {
        return cluster.living().stream().anyMatch(member -> member.name().equals(name));
    }

    /** Exchanges all there is with the node at {@code [address]:port}, once, and returns at once. */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails is tried again later
    public void exchange(String address) {
        cluster.exchange(address).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.debug("no exchange with {}: {}", address, Errors.line(failure));
            }
        });
    }

    /** Keeps the map in a file, so that a node starts while all others are away. Returns when it is on the disk. */
    @Override
    public synchronized void save() throws IOException {
        changed.set(false);
        try {
            AtomicFile.write(node.paths().map(), map.save().toArray(), 0600);
        } catch (IOException e) {
            changed.set(true); // it is not on the disk yet, which may be full
            throw e;
        }
    }

    /** As {@link #save}, if there is anything new. */
    public void saveIfChanged() throws IOException {
        if (changed.get()) {
            save();
        }
    }

    private void changed() {
        changed.set(true);
        listeners.forEach(Runnable::run);
    }

    /** Says good-bye if this node is a member, and stops, also if nothing can be saved. */
    @Override
    public void close() throws IOException {
        try {
            save();
        } finally {
            map.close();
            cluster.close();
        }
    }

    /** Only a node's address in the mesh counts, which nobody else can have: WireGuard sees to that. */
    private static final class Filter implements AliveFilter {
        private volatile @Nullable ClusterView view;

        @Override
        public boolean admits(org.hepto.sml.Node node) {
            ClusterView known = view;
            return known != null
                    && known.node(node.name())
                            .filter(admitted ->
                                    node.address().host().equals(admitted.mesh().toString()))
                            .isPresent()
                    && node.address().port() == Node.GOSSIP_PORT;
        }
    }

    /** Tells the listeners. */
    private final class Membership implements ClusterListener {
        @Override
        public void changed(MemberEvent event) {
            LOG.debug("gossip: {} {}", event.type(), event.node().name());
            Gossip.this.changed();
        }

        @Override
        public void stranger(InetAddress from, StrangerKind kind) {
            strangers.warn("a stranger at %s %s".formatted(from.getHostAddress(), kind.text()), Instant.now());
        }
    }

    /** Tells the listeners. */
    private final class Changes implements MapListener {
        @Override
        public void changed(EntryChange change) {
            Gossip.this.changed();
        }

        @Override
        public void dismissed(String owner) {
            LOG.info("{} is no longer a node of the cluster", owner);
            Gossip.this.changed();
        }

        @Override
        public void authorityRefused(String reason) {
            refusedAuthority = reason;
            LOG.warn("{}", reason);
            Gossip.this.changed();
        }

        @Override
        public void requested(String fingerprint) {
            offClock.remove(fingerprint); // its clock is right now
            Gossip.this.changed();
        }

        @Override
        public void requestOffClock(String fingerprint, Map<String, Bytes> request, Duration ahead) {
            offClock.put(fingerprint, new Told(new OffClock(MapView.name(request), ahead), System.nanoTime()));
            Gossip.this.changed();
        }

        @Override
        public void aheadOfClock(String owner, Duration by) {
            String who = owner.equals(ReplicatedMap.CLUSTER) ? "the master" : owner;
            Instant now = Instant.now();
            long nanoTime = System.nanoTime();
            lag = ClockLag.of(who, by, now, nanoTime);
            lag.line(now, nanoTime).ifPresent(line -> LOG.warn("{}", line));
            Gossip.this.changed();
        }
    }
}
