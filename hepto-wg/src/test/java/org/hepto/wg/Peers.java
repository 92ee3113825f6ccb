package org.hepto.wg;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;

/** Makes peers for tests. */
final class Peers {
    private Peers() {}

    /** A key of equal bytes. */
    static WgKey key(int number) {
        byte[] bytes = new byte[WgKey.BYTES];
        Arrays.fill(bytes, (byte) number);
        return new WgKey(bytes);
    }

    static WgEndpoint endpoint(int number) {
        return new WgEndpoint(new Ipv6Address(0x20010db8_00000000L, number), 51820);
    }

    static Set<Ipv6Prefix> prefixes(String... texts) {
        return Stream.of(texts).map(Ipv6Prefix::parse).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    static WgPeer peer(int number, Optional<WgEndpoint> endpoint, String... prefixes) {
        return new WgPeer(key(number), endpoint, 25, prefixes(prefixes));
    }

    /** A peer at the endpoint of its number. */
    static WgPeer peer(int number, String... prefixes) {
        return peer(number, Optional.of(endpoint(number)), prefixes);
    }
}
