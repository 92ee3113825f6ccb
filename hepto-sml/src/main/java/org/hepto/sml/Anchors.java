package org.hepto.sml;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Hosts that the operator has named, each resolved again at every attempt and tried for ever, with growing pauses. An
 * address is present if a living member has it, or if it has answered since the last member was lost: it may be another
 * one than the member advertises. Times in milliseconds. For one thread.
 */
final class Anchors {

    /** Hosts that are kept at most. */
    static final int CAPACITY = 64;
    /** Addresses of one host that are tried. */
    static final int MAX_ADDRESSES = 16;

    /** One host, with the addresses that it had at the last attempt. */
    private static final class Host {
        private final Pause pause;
        private List<Address> addresses = List.of();
        private boolean begun;

        Host(Pause pause) {
            this.pause = pause;
        }
    }

    private final LinkedHashMap<String, Host> hosts = new LinkedHashMap<>();
    private final Set<Address> answered = new HashSet<>();
    /** Read by any thread. */
    private final Map<String, Contact> contacts = Collections.synchronizedMap(new LinkedHashMap<>());

    private final Pause.Maker pauses;

    Anchors(Pause.Maker pauses) {
        this.pauses = pauses;
    }

    /** Takes a {@code host:port} in; its turn comes after the first pause. */
    void add(String host, long now) {
        Host known = hosts.get(host);
        if (known == null && hosts.size() < CAPACITY) {
            known = new Host(pauses.make());
            hosts.put(host, known);
            contacts.put(host, Contact.NOT_TRIED);
        }
        if (known != null) {
            known.pause.tried(now);
        }
    }

    /** The hosts whose turn it is, each put off until its next pause; those that are present are left alone. */
    List<String> due(long now, Predicate<Address> living) {
        return hosts.entrySet().stream()
                .filter(each -> due(each.getKey(), each.getValue(), now, living))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean due(String name, Host host, long now, Predicate<Address> living) {
        if (!host.addresses.isEmpty() && host.addresses.stream().allMatch(address -> present(address, living))) {
            host.pause.reset();
            contacts.put(name, Contact.ANSWERED);
            return false;
        }
        if (!host.pause.over(now)) {
            return false;
        }
        host.pause.tried(now);
        return true;
    }

    /** The next host of a round over all, whose addresses are taken for missing; empty if there is none. */
    String next() {
        Map.Entry<String, Host> first = hosts.pollFirstEntry();
        if (first == null) {
            return "";
        }
        hosts.put(first.getKey(), first.getValue());
        first.getValue().addresses.forEach(answered::remove);
        return first.getKey();
    }

    /** A host was resolved. */
    void resolved(String name, List<Address> found) {
        Host host = hosts.get(name);
        if (host != null) {
            host.addresses = found.stream().distinct().limit(MAX_ADDRESSES).toList();
            host.begun = true;
            answered.removeIf(address -> !has(address));
        }
    }

    /** A host could not be resolved; the addresses that it had are kept. */
    void unresolved(String name, String reason) {
        if (hosts.containsKey(name)) {
            contacts.put(name, Contact.unresolved(reason));
        }
    }

    /** Returns what came of the newest attempt at each host, as it was named; from any thread. */
    Map<String, Contact> contacts() {
        synchronized (contacts) {
            return Collections.unmodifiableMap(new LinkedHashMap<>(contacts));
        }
    }

    /** Of the addresses that one attempt goes to, the one that says most counts. */
    private void met(Address address, Contact contact) {
        hosts.forEach((name, host) -> {
            if (host.addresses.contains(address)) {
                contacts.merge(name, contact, (before, now) -> host.begun ? now : Contact.telling(before, now));
                host.begun = false;
            }
        });
    }

    /** The addresses of a host that are not present. */
    List<Address> missing(String name, Predicate<Address> living) {
        Host host = hosts.get(name);
        return host == null
                ? List.of()
                : host.addresses.stream()
                        .filter(address -> !present(address, living))
                        .toList();
    }

    private boolean present(Address address, Predicate<Address> living) {
        return living.test(address) || answered.contains(address);
    }

    /** Whether an address is one of a host's. */
    boolean has(Address address) {
        return hosts.values().stream().anyMatch(host -> host.addresses.contains(address));
    }

    /** A node answered at an address, and its state was taken over. */
    void answered(Address address) {
        met(address, Contact.ANSWERED);
        if (has(address)) {
            answered.add(address);
        }
    }

    /** A node did not answer at an address, or not as a member of this cluster does. */
    void failed(Address address, Contact contact) {
        met(address, contact);
        answered.remove(address);
    }

    /** A member was given up or has left: it may have been the one behind any address. */
    void lost() {
        answered.clear();
    }
}
