package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hepto.utils.Ipv6Address;

/** Finds name servers that a node can ask: those with global IPv6 addresses. */
final class Resolvers {
    /** Taken if the host names no server that a node can reach; they answer over IPv6 and are run for the public. */
    static final List<Ipv6Address> PUBLIC =
            List.of(Ipv6Address.parse("2606:4700:4700::1111"), Ipv6Address.parse("2001:4860:4860::8888"));

    /** The second one is systemd-resolved's: its stub on 127.0.0.53 is not reached from another network namespace. */
    private static final List<Path> FILES =
            List.of(Path.of("/etc/resolv.conf"), Path.of("/run/systemd/resolve/resolv.conf"));

    private Resolvers() {}

    /**
     * Returns those of the host that a node can reach.
     *
     * @param own the host's addresses: what listens there is out of reach, since an ipvlan hides the host from the node
     */
    static List<Ipv6Address> ofHost(Set<Ipv6Address> own) throws IOException {
        for (Path file : FILES) {
            List<Ipv6Address> found = Files.isRegularFile(file) && Files.isReadable(file)
                    // whatever comments are written in
                    ? parse(Files.readString(file, StandardCharsets.ISO_8859_1), own)
                    : List.of();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    /** Reads resolv.conf(5). */
    static List<Ipv6Address> parse(String text, Set<Ipv6Address> own) {
        return text.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 2 && words[0].equals("nameserver"))
                .flatMap(words -> address(words[1]))
                .filter(a -> !a.isLinkLocal() && !a.equals(Ipv6Address.LOOPBACK) && !own.contains(a))
                .toList();
    }

    private static Stream<Ipv6Address> address(String text) {
        try {
            return Stream.of(Ipv6Address.parse(text));
        } catch (IllegalArgumentException e) {
            return Stream.empty(); // IPv4, or with a zone
        }
    }
}
