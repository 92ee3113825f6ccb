package org.hepto.sml;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may write what into a {@link ReplicatedMap}. All nodes of a cluster need the same policy: as long as a
 * judgement depends on nothing but the record and the governing records, all of them end with the same map. Asked under the
 * map's lock, so it has to be quick.
 *
 * @see AuthorityPolicy
 * @see KnownKeys
 */
public interface MapPolicy {

    /** What becomes of a record. */
    enum Verdict {
        /** It belongs into the map. */
        ALLOWED,
        /** It asks for admission, and belongs into the small room for that. */
        REQUEST,
        /** It may not be in the map. */
        REFUSED,
        /** It claims to be the authority's, and its signer is another one. */
        OTHER_AUTHORITY
    }

    /**
     * A verdict with its reason.
     *
     * @param verdict what becomes of the record
     * @param reason why it is not in the map, or empty
     */
    record Judgement(Verdict verdict, String reason) {
        /** It belongs into the map. */
        public static final Judgement ALLOWED = new Judgement(Verdict.ALLOWED, "");
        /** It asks for admission. */
        public static final Judgement REQUEST = new Judgement(Verdict.REQUEST, "");

        /** Refuses a record for a reason. */
        public static Judgement refused(String reason) {
            return new Judgement(Verdict.REFUSED, reason);
        }
    }

    /** The records that are in the map now. */
    interface View {
        /** Returns the record of a place, or null. */
        @Nullable
        SignedRecord get(SignedRecord.Id id);
    }

    /** Judges a record whose signature need not have been checked yet. Has no effect. */
    Judgement judge(SignedRecord entry, View map);

    /** Takes note of a record that was judged allowed and whose signature is right, before it is in the map. */
    default void accepted(SignedRecord entry) {}

    /** Returns the serial under which an identity may write a record now; empty if it may not. */
    OptionalLong serial(SignedRecord.Id id, Bytes identity, View map);

    /** Tells whether what others may write follows from the record of this place. */
    default boolean governs(SignedRecord.Id id) {
        return false;
    }

    /**
     * Returns the owners that were admitted by one version of a governing record and are not, or not in the same way, by the
     * next. Their records are judged again; those of others are not.
     */
    default Set<String> dismissed(Map<String, Bytes> before, Map<String, Bytes> after) {
        return Set.of();
    }
}
