package org.hepto.services.units;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the certificates of forgotten nodes lose their worth: another authority takes the place of the one that signed them.
 * A state machine without clock, files and network; what it says is to be done until it says that there is nothing.
 *
 * <pre>
 *   queued ──Replace──▶ trusted by all? ──Reissue──▶ installed by all? ──Settle──▶ used by all? ──Drop──▶ free
 *                        (a pause)                   (they say so)                 (a pause)
 * </pre>
 *
 * Whoever is forgotten meanwhile waits for the next time, since the new authority may have signed it.
 *
 * @param queued names whose turn comes next
 * @param leaving names whose certificates end with the replacement that is on its way
 * @param replaced since when the new authority signs; empty if no replacement is on its way
 * @param settled since when all have their new certificates
 */
record Revocation(
        SortedSet<String> queued, SortedSet<String> leaving, Optional<Instant> replaced, Optional<Instant> settled) {
    /** Nothing is to be done. */
    static final Revocation NONE = new Revocation(new TreeSet<>(), new TreeSet<>(), Optional.empty(), Optional.empty());

    /** Keeps copies of the sets. */
    Revocation {
        queued = new TreeSet<>(queued);
        leaving = new TreeSet<>(leaving);
    }

    /**
     * A node on the roster.
     *
     * @param signed whether the authority that signs now has signed its certificate
     * @param installed whether it has said that it works with that certificate
     * @param awaited whether it is there, and so has to say so
     */
    record Holder(String name, boolean signed, boolean installed, boolean awaited) {}

    /**
     * How things stand.
     *
     * @param authorities how many authorities of nodes are trusted
     * @param holders the nodes
     * @param pause after which everything has read again what was replaced
     */
    record Situation(int authorities, List<Holder> holders, Duration pause, Instant now) {
        /** Keeps a copy of the list. */
        Situation {
            holders = List.copyOf(holders);
        }
    }

    /** What is to be done. */
    sealed interface Action {
        /** Nothing. */
        record Rest() implements Action {}

        /** A new authority is to sign. */
        record Replace() implements Action {}

        /**
         * Nothing as long as something holds.
         *
         * @param reason it, in one line
         */
        record Hold(String reason) implements Action {}

        /** These need certificates of the new authority. */
        record Reissue(List<String> names) implements Action {}

        /** All have them: that is to be kept. */
        record Settle() implements Action {}

        /** The old authority is to be trusted no longer. */
        record Drop() implements Action {}
    }

    /** Returns the names that are not free. */
    SortedSet<String> names() {
        return Stream.concat(queued.stream(), leaving.stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the same with one more name. */
    Revocation forget(String name) {
        if (names().contains(name)) {
            return this;
        }
        SortedSet<String> more = new TreeSet<>(queued);
        more.add(name);
        return new Revocation(more, leaving, replaced, settled);
    }

    /**
     * Returns the same after a new authority was made.
     *
     * @param dismissed those that were off the roster before, so that it can't have signed them
     */
    Revocation begun(Set<String> dismissed, Instant now) {
        SortedSet<String> later = new TreeSet<>(queued);
        later.removeAll(dismissed);
        SortedSet<String> those = names();
        those.removeAll(later);
        return new Revocation(later, those, Optional.of(now), Optional.empty());
    }

    /** Returns the same when all have their certificates. */
    Revocation settled(Instant now) {
        return new Revocation(queued, leaving, replaced, Optional.of(now));
    }

    /** Returns the same after the old authority was dropped. */
    Revocation ended() {
        return new Revocation(queued, new TreeSet<>(), Optional.empty(), Optional.empty());
    }

    /** Returns the same with no time in the future: a clock that was set back must not stop it for long. */
    Revocation at(Instant now) {
        return new Revocation(queued, leaving, earlier(replaced, now), earlier(settled, now));
    }

    private static Optional<Instant> earlier(Optional<Instant> time, Instant now) {
        return time.map(known -> known.isAfter(now) ? now : known);
    }

    /**
     * Returns what is to be done. A bundle of several authorities without a replacement on its way is one that was
     * broken off before it was noted: it begins again, since the key may still be the old one's.
     */
    Action next(Situation situation) {
        if (replaced.isEmpty()) {
            return queued.isEmpty() && situation.authorities() < 2 ? new Action.Rest() : new Action.Replace();
        }
        Optional<Action> trust = pause(replaced.get(), situation, "all components trust the new authority");
        if (trust.isPresent()) {
            return trust.get();
        }
        List<String> unsigned = names(situation.holders().stream().filter(holder -> !holder.signed()));
        if (!unsigned.isEmpty()) {
            return new Action.Reissue(unsigned);
        }
        List<String> without =
                names(situation.holders().stream().filter(Holder::awaited).filter(holder -> !holder.installed()));
        if (!without.isEmpty()) {
            return new Action.Hold("waits until its new certificate is with " + String.join(", ", without));
        }
        if (settled.isEmpty()) {
            return new Action.Settle();
        }
        return pause(settled.get(), situation, "all components use their new certificates")
                .orElseGet(Action.Drop::new);
    }

    private static Optional<Action> pause(Instant since, Situation situation, String until) {
        Instant end = since.plus(situation.pause());
        return situation.now().isBefore(end)
                ? Optional.of(new Action.Hold("waits until %s, which is at %s".formatted(until, end)))
                : Optional.empty();
    }

    private static List<String> names(Stream<Holder> holders) {
        return holders.map(Holder::name).toList();
    }
}
