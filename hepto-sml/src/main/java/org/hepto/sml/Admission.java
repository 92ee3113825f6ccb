package org.hepto.sml;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which incoming streams may be open at the same time. Strangers are counted apart from sources at which members are, and
 * both apart from streams whose message a key has opened; a stranger beyond the limit takes the place of the eldest one,
 * so idle connections refuse nobody. How often one source may come is limited too, or a few sources that connect again and
 * again would drive everybody else out before the first message is complete. The source of a stranger is its IPv4 address or
 * the /64 of its IPv6 address; the addresses of members in a mesh share one, so theirs is the whole address. On the
 * transport's thread.
 */
final class Admission {

    /** What is known of who opened a stream. */
    enum Standing {
        /** From an address of no member; nothing opened yet. */
        STRANGER(64, 16),
        /** From an address of a member; nothing opened yet. */
        NEIGHBOUR(128, 64),
        /** Its message was opened by a key. */
        ADMITTED(Limits.STREAMS, Limits.STREAMS);

        private final int limit;
        private final int perSource;

        Standing(int limit, int perSource) {
            this.limit = limit;
            this.perSource = perSource;
        }

        int limit() {
            return limit;
        }

        int perSource() {
            return perSource;
        }
    }

    private static final int PREFIX = 8;

    /** Milliseconds between streams of one source of strangers, after as many as may be open at once. */
    private static final long STRANGER_INTERVAL = 500;

    private final Map<Standing, Integer> counts = new EnumMap<>(Standing.class);
    private final Map<Bytes, Integer> bySource = new HashMap<>();
    private final ArrayDeque<Place> strangers = new ArrayDeque<>();
    private final SourceRate rate = new SourceRate(Standing.STRANGER.perSource(), STRANGER_INTERVAL);

    /** Returns the part of a stranger's address that one owner has. */
    static Bytes source(Bytes ip) {
        return source(ip, Standing.STRANGER);
    }

    /** The part of an address that one owner has. */
    private static Bytes source(Bytes ip, Standing standing) {
        boolean prefix = standing == Standing.STRANGER && ip.length() == 16;
        return prefix ? Bytes.wrap(Arrays.copyOf(ip.raw(), PREFIX)) : ip;
    }

    int count(Standing standing) {
        return counts.getOrDefault(standing, 0);
    }

    /**
     * Lets a stream in, or not.
     *
     * @param ip where it comes from
     * @param standing stranger or neighbour
     * @param evict closes it, for it may have to give way
     * @param now milliseconds of a clock that never goes back
     */
    Optional<Place> enter(Bytes ip, Standing standing, Runnable evict, long now) {
        Bytes source = source(ip, standing);
        if (standing == Standing.STRANGER && !rate.take(source, now)) {
            return Optional.empty();
        }
        if (bySource.getOrDefault(source, 0) >= standing.perSource()) {
            return Optional.empty();
        }
        if (count(standing) >= standing.limit()) {
            Place eldest = standing == Standing.STRANGER ? strangers.poll() : null;
            if (eldest == null) {
                return Optional.empty();
            }
            eldest.leave();
            eldest.evict.run();
        }
        Place place = new Place(source, standing, evict);
        place.change(1);
        return Optional.of(place);
    }

    /** The place of one stream. */
    final class Place {
        private final Bytes source;
        private final Runnable evict;
        private Standing standing;
        private boolean left;

        private Place(Bytes source, Standing standing, Runnable evict) {
            this.source = source;
            this.standing = standing;
            this.evict = evict;
        }

        Standing standing() {
            return standing;
        }

        Bytes source() {
            return source;
        }

        /** Its message was opened; false if too many such streams are open. */
        boolean admit() {
            if (left || count(Standing.ADMITTED) >= Standing.ADMITTED.limit()) {
                return false;
            }
            change(-1);
            standing = Standing.ADMITTED;
            change(1);
            return true;
        }

        /** It is closed. */
        void leave() {
            if (!left) {
                left = true;
                change(-1);
            }
        }

        private void change(int by) {
            counts.merge(standing, by, Integer::sum);
            if (standing != Standing.ADMITTED && bySource.merge(source, by, Integer::sum) == 0) {
                bySource.remove(source);
            }
            if (standing == Standing.STRANGER) {
                if (by > 0) {
                    strangers.add(this);
                } else {
                    strangers.remove(this);
                }
            }
        }
    }
}
