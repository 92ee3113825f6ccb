package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.Test;

class HostNameserversTest {
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final Path OF_RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    private static List<Ipv6Address> of(Map<Path, String> files) throws IOException {
        return HostNameservers.of(
                path -> Optional.ofNullable(files.get(path)), Set.of(Ipv6Address.parse("2001:db8::5")));
    }

    @Test
    void onlyThoseThatANodeCanReachAreTaken() throws IOException {
        assertThat(of(Map.of(RESOLV_CONF, """
                        nameserver ::1
                        nameserver fe80::1
                        nameserver 2001:db8::53
                        nameserver 2001:db8:0::5
                        nameserver 2606:4700:4700::1111
                        """)))
                .containsExactly(Ipv6Address.parse("2001:db8::53"), Ipv6Address.parse("2606:4700:4700::1111"));
        assertThat(of(Map.of())).isEmpty();
    }

    @Test
    void behindTheStubOfResolvedAreItsServers() throws IOException {
        assertThat(of(Map.of(RESOLV_CONF, "nameserver 127.0.0.53\n", OF_RESOLVED, "nameserver 2001:db8::53\n")))
                .containsExactly(Ipv6Address.parse("2001:db8::53"));
    }

    /** A resolver asks no more, and CoreDNS refuses more than 15. */
    @Test
    void threeAreEnough() throws IOException {
        String all =
                "nameserver 2001:db8::51\nnameserver 2001:db8::52\nnameserver 2001:db8::53\nnameserver 2001:db8::54";
        assertThat(of(Map.of(RESOLV_CONF, all))).hasSize(3).doesNotContain(Ipv6Address.parse("2001:db8::54"));
    }
}
