package org.hepto.sml;

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

        Host(Pause pause) {
            this.pause = pause;
        }
    }

    private final LinkedHashMap<String, Host> hosts = new LinkedHashMap<>();
    private final Set<Address> answered = new HashSet<>();
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
        }
        if (known != null) {
            known.pause.tried(now);
        }
    }

    /** The hosts whose turn it is, each put off until its next pause; those that are present are left alone. */
    List<String> due(long now, Predicate<Address> living) {
        return hosts.entrySet().stream()
                .filter(each -> due(each.getValue(), now, living))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean due(Host host, long now, Predicate<Address> living) {
        if (!host.addresses.isEmpty() && host.addresses.stream().allMatch(address -> present(address, living))) {
            host.pause.reset();
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
            answered.removeIf(address -> !has(address));
        }
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
        if (has(address)) {
            answered.add(address);
        }
    }

    /** A node did not answer at an address. */
    void failed(Address address) {
        answered.remove(address);
    }

    /** A member was given up or has left: it may have been the one behind any address. */
    void lost() {
        answered.clear();
    }
}
