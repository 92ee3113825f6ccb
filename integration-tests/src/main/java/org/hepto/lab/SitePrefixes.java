package org.hepto.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The prefix of a site, and those that it had before: what is in use, and what is said of them. */
final class SitePrefixes {
    /** Of addresses in the prefix, after an advertisement. */
    static final Duration VALID = Duration.ofDays(1);

    /** How long addresses of an old prefix stay usable when it goes in peace. */
    static final Duration GRACE = Duration.ofHours(2);

    /** For how long an old prefix that has ended at once is advertised as ended. */
    static final Duration RECANTING = Duration.ofHours(2);

    private final List<Old> old = new ArrayList<>();
    private Subnet current;

    /** A prefix that was replaced: whether it is in use, and until when it is or is advertised. */
    private record Old(Subnet prefix, boolean used, long until) {}

    SitePrefixes(Subnet first) {
        current = first;
    }

    Subnet current() {
        return current;
    }

    /** See {@code Site.renumber}. */
    void renumber(Subnet next, boolean graceful, long now) {
        if (current.equals(next)) {
            return;
        }
        old.removeIf(one -> one.prefix().equals(next));
        old.add(new Old(current, graceful, now + (graceful ? GRACE : RECANTING).toNanos()));
        current = next;
    }

    /** Whether an address is in a prefix that is in use. */
    boolean contain(Address6 address) {
        return current.contains(address)
                || old.stream().anyMatch(one -> one.used() && one.prefix().contains(address));
    }

    /** What to advertise, the current one first; forgets what has ended. */
    List<RouterAdvertisement.Prefix> advertised(long now) {
        old.removeIf(one -> one.until() <= now);
        List<RouterAdvertisement.Prefix> all = new ArrayList<>();
        all.add(new RouterAdvertisement.Prefix(current, VALID, VALID));
        for (Old one : old) {
            Duration valid = one.used() ? Duration.ofNanos(one.until() - now) : Duration.ZERO;
            all.add(new RouterAdvertisement.Prefix(one.prefix(), valid, Duration.ZERO));
        }
        return all;
    }
}
