package org.hepto.selfcontain;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepto.utils.Ipv6Address;

/** Reads and writes the name servers of resolv.conf(5). */
public final class ResolvConf {
    /** Where it is, on a host and in its node. */
    public static final Path PATH = Path.of("/etc/resolv.conf");

    /** A resolver asks no more ({@code MAXNS}). */
    public static final int MOST = 3;

    private ResolvConf() {}

    /** Returns a file that names them, in order. */
    public static String of(List<Ipv6Address> nameservers) {
        return nameservers.stream()
                .map(address -> "nameserver " + address + "\n")
                .collect(Collectors.joining());
    }

    /** Returns the servers that a file names in order, except those over IPv4 and those with a zone. */
    public static List<Ipv6Address> nameservers(String text) {
        return text.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 2 && words[0].equals("nameserver"))
                .flatMap(words -> address(words[1]))
                .toList();
    }

    private static Stream<Ipv6Address> address(String text) {
        try {
            return Stream.of(Ipv6Address.parse(text));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }
}
