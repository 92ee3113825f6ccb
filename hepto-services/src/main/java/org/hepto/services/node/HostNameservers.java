package org.hepto.services.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hepto.selfcontain.ResolvConf;
import org.hepto.utils.Ipv6Address;

/** Finds those name servers of a host that a node on it can ask: the ones with global IPv6 addresses. */
public final class HostNameservers {
    /** Asked if the host names no server that a node can reach; they answer over IPv6 and are run for the public. */
    public static final List<Ipv6Address> PUBLIC =
            List.of(Ipv6Address.parse("2606:4700:4700::1111"), Ipv6Address.parse("2001:4860:4860::8888"));

    /** The second one is systemd-resolved's: its stub on 127.0.0.53 is not reached from another network namespace. */
    private static final List<Path> FILES = List.of(ResolvConf.PATH, Path.of("/run/systemd/resolve/resolv.conf"));

    private HostNameservers() {}

    /** Reads files of the host. */
    @FunctionalInterface
    public interface Files {
        /** Returns the text of a file, whatever its comments are written in; empty if there is none. */
        Optional<String> read(Path path) throws IOException;
    }

    /**
     * Returns those that the first file names which names any.
     *
     * @param own the host's addresses: what listens there is out of reach, since an ipvlan hides the host from the node
     */
    public static List<Ipv6Address> of(Files host, Set<Ipv6Address> own) throws IOException {
        for (Path file : FILES) {
            List<Ipv6Address> found = ResolvConf.nameservers(host.read(file).orElse("")).stream()
                    .filter(a -> !a.isLinkLocal() && !a.equals(Ipv6Address.LOOPBACK) && !own.contains(a))
                    .limit(ResolvConf.MOST)
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }
}
