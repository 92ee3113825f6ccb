package org.hepto.sml;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened since the start, by name. Written by the protocol's thread, read by any. */
final class Counters {

    /** The events that are counted besides refused input. */
    enum Event {
        PACKETS_IN,
        PACKETS_OUT,
        BYTES_IN,
        BYTES_OUT,
        STREAMS_IN,
        STREAMS_OUT,
        STREAMS_FAILED,
        STREAMS_REFUSED,
        PROBES_FAILED,
        PROBES_BY_STREAM_ONLY,
        REFUTATIONS,
        CONFLICTS,
        MERGES_REFUSED,
        NOTIFICATIONS_DROPPED,
        BROADCASTS_DROPPED,
        RECORDS_REFUSED,
        RECORDS_FORGED,
        RECORDS_OFF_CLOCK,
        RECORDS_VERIFIED,
        REQUESTS_REFUSED,
        FAILURES
    }

    private final Map<WireException.Reason, LongAdder> refused = new EnumMap<>(WireException.Reason.class);
    private final Map<Event, LongAdder> events = new EnumMap<>(Event.class);

    Counters() {
        for (WireException.Reason reason : WireException.Reason.values()) {
            refused.put(reason, new LongAdder());
        }
        for (Event event : Event.values()) {
            events.put(event, new LongAdder());
        }
    }

    void refused(WireException.Reason reason) {
        adder(refused, reason).increment();
    }

    void add(Event event, long amount) {
        adder(events, event).add(amount);
    }

    void count(Event event) {
        add(event, 1);
    }

    long get(Event event) {
        return adder(events, event).sum();
    }

    long get(WireException.Reason reason) {
        return adder(refused, reason).sum();
    }

    /** All counters by their lower-case names, such as {@code packets-in} and {@code refused-seal}. */
    Map<String, Long> snapshot() {
        Map<String, Long> all = new TreeMap<>();
        events.forEach((event, adder) -> all.put(name(event), adder.sum()));
        refused.forEach((reason, adder) -> all.put("refused-" + name(reason), adder.sum()));
        return all;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <K> LongAdder adder(Map<K, LongAdder> adders, K key) {
        LongAdder adder = adders.get(key);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + key);
        }
        return adder;
    }
}
