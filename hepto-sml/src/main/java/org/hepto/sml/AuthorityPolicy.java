package org.hepto.sml;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A policy with one authority: an identity whose {@link Roster} lists every node that may own entries.
 *
 * <ul>
 *   <li>Entries of the cluster (owner {@link ReplicatedMap#CLUSTER}) are written by the authority: the roster, settings.
 *   <li>Entries of a node are written by the identity that the roster lists for it, those that begin with
 *       {@link #ABOUT} by the authority: what it says about the node, such as a certificate.
 *   <li>An identity that is not listed owns one request, under its fingerprint, in a room of its own.
 * </ul>
 *
 * What is not on the roster is not in the map. Each record bears the serial of the admission under which it was signed, and
 * an admission lasts for one stretch of rosters, so nothing old ever counts again. Safe for all threads.
 */
public final class AuthorityPolicy implements MapPolicy {

    /** What keys begin with that say what the authority says about a node. */
    public static final String ABOUT = "authority/";
    /** What keys of a request begin with. */
    public static final String REQUEST = "request/";

    /** Bytes that a node's own entries may have together; the same on every node. */
    public static final int OWN_BYTES = 4 * 1024;
    /** Bytes that the authority's entries about a node may have together. */
    public static final int ABOUT_BYTES = 8 * 1024;
    /** Bytes of a request. */
    public static final int REQUEST_BYTES = 4 * 1024;
    /** Bytes of one section of the cluster's entries. */
    public static final int CLUSTER_BYTES = 64 * 1024;

    private static final String ABOUT_SECTION = "authority";
    private static final String REQUEST_SECTION = "request";

    private final AuthorityPin pin;
    private final String expected;

    private AuthorityPolicy(AuthorityPin pin, String expected) {
        this.pin = pin;
        this.expected = expected;
    }

    /** Is the policy on the authority itself. */
    public static AuthorityPolicy of(Identity authority) {
        AuthorityPin pin = AuthorityPin.inMemory();
        pin.set(authority.publicKey());
        return new AuthorityPolicy(pin, "");
    }

    /** Takes the authority that is pinned, or else the first that it meets, and pins it. */
    public static AuthorityPolicy firstMet(AuthorityPin pin) {
        return new AuthorityPolicy(pin, "");
    }

    /**
     * Takes the authority with a fingerprint and no other. Throws {@link ClusterException} if another one is pinned.
     *
     * @param fingerprint as {@link Identity#fingerprint} gives it
     */
    public static AuthorityPolicy expecting(String fingerprint, AuthorityPin pin) {
        Optional<String> pinned = pin.get().map(Identity::fingerprint).filter(known -> !known.equals(fingerprint));
        if (pinned.isPresent()) {
            throw new ClusterException(
                    "this node belongs to the authority %s, not to %s: give that one, or remove what it has pinned"
                            .formatted(pinned.get(), fingerprint));
        }
        return new AuthorityPolicy(pin, fingerprint);
    }

    /** Returns the raw public key of the authority, once it is known. */
    public Optional<Bytes> authority() {
        return pin.get();
    }

    @Override
    public Judgement judge(SignedRecord entry, View map) {
        SignedRecord.Id id = entry.id();
        if (id.section().equals(REQUEST_SECTION)) {
            return request(entry, map);
        }
        if (id.owner().isEmpty()) {
            return cluster(entry);
        }
        Optional<Admitted> owner = Roster.find(id.owner(), map);
        if (owner.isEmpty()) {
            return Judgement.refused("%s is not on the roster".formatted(id.owner()));
        }
        if (serial(id, entry.signer(), map).isEmpty()) {
            return Judgement.refused("its signer may not write it");
        }
        if (owner.get().serial() != entry.serial()) {
            return Judgement.refused("it belongs to another admission of %s".formatted(id.owner()));
        }
        return bounded(entry, id.section().isEmpty() ? OWN_BYTES : ABOUT_BYTES, Judgement.ALLOWED);
    }

    private Judgement cluster(SignedRecord entry) {
        Bytes signer = entry.signer();
        Optional<Bytes> authority = pin.get();
        String trusted = authority.map(Identity::fingerprint).orElse(expected);
        boolean right = authority.isPresent()
                ? authority.get().equals(signer)
                : expected.isEmpty() || expected.equals(Identity.fingerprint(signer));
        if (!right) {
            return new Judgement(
                    Verdict.OTHER_AUTHORITY,
                    "this node belongs to the authority %s, not to %s"
                            .formatted(trusted, Identity.fingerprint(signer)));
        }
        if (entry.id().section().isEmpty() || entry.serial() != 0) {
            return Judgement.refused("the cluster has no such entries");
        }
        String flaw = Roster.isShard(entry.id()) ? Roster.flaw(entry) : "";
        return flaw.isEmpty() ? bounded(entry, CLUSTER_BYTES, Judgement.ALLOWED) : Judgement.refused(flaw);
    }

    private static Judgement request(SignedRecord entry, View map) {
        if (!entry.id().owner().equals(Identity.fingerprint(entry.signer())) || entry.serial() != 0) {
            return Judgement.refused("a request stands under its identity's fingerprint");
        }
        return Roster.lists(entry.signer(), map)
                ? Judgement.refused("its identity is on the roster already")
                : bounded(entry, REQUEST_BYTES, Judgement.REQUEST);
    }

    private static Judgement bounded(SignedRecord entry, int limit, Judgement fits) {
        return entry.size() > limit
                ? Judgement.refused("the entries have %d bytes, at most %d are possible".formatted(entry.size(), limit))
                : fits;
    }

    @Override
    public void accepted(SignedRecord entry) {
        if (entry.id().owner().isEmpty() && pin.get().isEmpty()) {
            pin.set(entry.signer());
        }
    }

    @Override
    public OptionalLong serial(SignedRecord.Id id, Bytes identity, View map) {
        if (id.section().equals(REQUEST_SECTION)) {
            boolean may = id.owner().equals(Identity.fingerprint(identity)) && !Roster.lists(identity, map);
            return may ? OptionalLong.of(0) : OptionalLong.empty();
        }
        boolean authority = pin.get().filter(identity::equals).isPresent();
        if (id.owner().isEmpty()) {
            return authority ? OptionalLong.of(0) : OptionalLong.empty();
        }
        return Roster.find(id.owner(), map)
                .filter(owner -> switch (id.section()) {
                    case "" -> owner.identity().equals(identity);
                    case ABOUT_SECTION -> authority;
                    default -> false;
                })
                .map(owner -> OptionalLong.of(owner.serial()))
                .orElse(OptionalLong.empty());
    }

    @Override
    public boolean governs(SignedRecord.Id id) {
        return Roster.isShard(id);
    }

    @Override
    public Set<String> dismissed(Map<String, Bytes> before, Map<String, Bytes> after) {
        Set<Map.Entry<String, Bytes>> gone = new HashSet<>(before.entrySet());
        gone.removeAll(after.entrySet());
        return gone.stream().map(Map.Entry::getKey).collect(Collectors.toUnmodifiableSet());
    }
}
