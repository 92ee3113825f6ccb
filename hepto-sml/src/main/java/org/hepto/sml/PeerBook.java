package org.hepto.sml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Addresses at which members were or should be, and when each is tried again: for ever, with growing pauses, anchors
 * first. So a full partition heals by itself, which memberlist alone does not do. Times in milliseconds. For one thread.
 */
final class PeerBook {

    /** Peers that are remembered besides the anchors. */
    static final int CAPACITY = 1024;

    /** One address. */
    private static final class Entry {
        private final boolean anchor;
        private String name;
        private long pause;
        private long next;

        Entry(boolean anchor, String name) {
            this.anchor = anchor;
            this.name = name;
        }
    }

    private final Map<Address, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Address> byName = new HashMap<>();
    private final RandomGenerator random;
    private final long minPause;
    private final long maxPause;

    PeerBook(RandomGenerator random, long minPause, long maxPause) {
        this.random = random;
        this.minPause = minPause;
        this.maxPause = maxPause;
    }

    /** An address that is never forgotten and always tried first. */
    void anchor(Address address) {
        entries.put(address, new Entry(true, ""));
    }

    /** A member is or was at an address; the eldest entry gives way when the book is full. */
    void learn(String name, Address address) {
        Address before = name.isEmpty() ? null : byName.put(name, address);
        if (before != null && !before.equals(address)) {
            drop(before);
        }
        Entry entry = entries.get(address);
        if (entry != null) {
            entry.name = name;
            return;
        }
        if (entries.size() >= CAPACITY) {
            entries.entrySet().stream()
                    .filter(other -> !other.getValue().anchor)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(this::drop);
        }
        entries.put(address, new Entry(false, name));
    }

    private void drop(Address address) {
        Entry entry = entries.get(address);
        if (entry != null && !entry.anchor) {
            entries.remove(address);
            byName.remove(entry.name, address);
        }
    }

    /** A member left on purpose: it need not be looked for. */
    void forget(Address address) {
        drop(address);
    }

    /**
     * Up to {@code count} addresses that are due, anchors first; each is put off until its answer or its next pause.
     *
     * @param present addresses of living members, and this node's own
     */
    List<Address> due(int count, long now, Predicate<Address> present) {
        var due = new ArrayList<Address>(count);
        collect(due, true, count, now, present);
        collect(due, false, count, now, present);
        due.forEach(address -> failed(address, now));
        return due;
    }

    private void collect(List<Address> due, boolean anchors, int count, long now, Predicate<Address> present) {
        for (Map.Entry<Address, Entry> each : entries.entrySet()) {
            Entry entry = each.getValue();
            if (due.size() < count && entry.anchor == anchors && entry.next <= now && !present.test(each.getKey())) {
                due.add(each.getKey());
            }
        }
    }

    /** It was reached: if its members are still missing it is soon tried again. */
    void reached(Address address, long now) {
        Entry entry = entries.get(address);
        if (entry != null) {
            entry.pause = minPause;
            entry.next = now + jittered(minPause);
        }
    }

    private void failed(Address address, long now) {
        Entry entry = entries.get(address);
        if (entry != null) {
            entry.pause = Math.clamp(entry.pause * 2, minPause, maxPause);
            entry.next = now + jittered(entry.pause);
        }
    }

    private long jittered(long pause) {
        return pause - pause / 4 + random.nextLong(Math.max(1, pause / 2));
    }

    /** The name last known at an address, or empty. */
    String nameAt(Address address) {
        Entry entry = entries.get(address);
        return entry == null ? "" : entry.name;
    }

    /** All addresses, in the order in which they were learnt. */
    List<Address> addresses() {
        return List.copyOf(entries.keySet());
    }
}
