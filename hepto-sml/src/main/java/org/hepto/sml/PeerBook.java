package org.hepto.sml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Addresses at which members were, and when each is tried again: for ever, with growing pauses. So a full partition heals
 * by itself, which memberlist alone does not do. One address has one name and one name one address. Times in
 * milliseconds. For one thread.
 */
final class PeerBook {

    /** Peers that are remembered. */
    static final int CAPACITY = 1024;

    /** One address. */
    private static final class Entry {
        private final Pause pause;
        private String name;
        private boolean answered;

        Entry(String name, Pause pause) {
            this.name = name;
            this.pause = pause;
        }
    }

    private final Map<Address, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Address> byName = new HashMap<>();
    private final Map<Bytes, Integer> hosts = new HashMap<>();
    private final Pause.Maker pauses;

    PeerBook(Pause.Maker pauses) {
        this.pauses = pauses;
    }

    /** A member is or was at an address; the eldest entry gives way when the book is full. */
    void learn(String name, Address address) {
        Address before = byName.get(name);
        if (before != null && !before.equals(address)) {
            forget(before);
        }
        Entry entry = entries.get(address);
        if (entry == null) {
            if (entries.size() >= CAPACITY) {
                forget(entries.keySet().iterator().next());
            }
            entry = new Entry(name, pauses.make());
            entries.put(address, entry);
            hosts.merge(address.ip(), 1, Integer::sum);
        } else if (!entry.name.equals(name)) {
            byName.remove(entry.name);
            entry.name = name;
        }
        byName.put(name, address);
    }

    /** The peer of a name need not be looked for any more. */
    void forget(String name) {
        Address address = byName.get(name);
        if (address != null) {
            forget(address);
        }
    }

    /** A member left on purpose: it need not be looked for. */
    void forget(Address address) {
        Entry entry = entries.remove(address);
        if (entry != null) {
            byName.remove(entry.name);
            hosts.computeIfPresent(address.ip(), (ip, count) -> count == 1 ? null : Integer.valueOf(count - 1));
        }
    }

    /** Whether a member is or was at an IP address. */
    boolean hasHost(Bytes ip) {
        return hosts.containsKey(ip);
    }

    /**
     * Up to {@code count} addresses whose turn it is, each put off until its next pause.
     *
     * @param present addresses of living members, this node's own, and those that others see to
     */
    List<Address> due(int count, long now, Predicate<Address> present) {
        List<Address> due = new ArrayList<>(count);
        entries.forEach((address, entry) -> {
            if (due.size() == count || !entry.pause.over(now)) {
                return;
            }
            if (present.test(address)) {
                entry.pause.reset();
                entry.answered = false;
            } else {
                entry.pause.tried(now);
                due.add(address);
            }
        });
        return due;
    }

    /** It answered: if its member is missing still, it is soon tried again, but not for ever. */
    void reached(Address address, long now) {
        Entry entry = entries.get(address);
        if (entry != null && !entry.answered) {
            entry.answered = true;
            entry.pause.reset();
            entry.pause.tried(now);
        }
    }

    /** It did not answer. */
    void failed(Address address) {
        Entry entry = entries.get(address);
        if (entry != null) {
            entry.answered = false;
        }
    }

    /** The name last known at an address, or empty. */
    String nameAt(Address address) {
        Entry entry = entries.get(address);
        return entry == null ? "" : entry.name;
    }

    /** Names that are remembered. */
    int names() {
        return byName.size();
    }

    /** All addresses, in the order in which they were learnt. */
    List<Address> addresses() {
        return List.copyOf(entries.keySet());
    }
}
