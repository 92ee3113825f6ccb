package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.Test;

class ResolversTest {
    @Test
    void onlyNameserversThatANodeCanReachAreTaken() {
        String text = """
                # nameserver 2001:db8::1
                ; nameserver 2001:db8::2
                search example.org
                options edns0
                nameserver
                nameserver 192.0.2.1
                nameserver 127.0.0.53
                nameserver ::1
                nameserver fe80::1%eth0
                nameserver fe80::1
                nameserver not-an-address
                \tnameserver \t2001:DB8:0::53   # the router
                nameserver 2001:db8:0::5
                nameserver 2606:4700:4700::1111
                """;
        assertThat(Resolvers.parse(text, Set.of(Ipv6Address.parse("2001:db8::5"))))
                .containsExactly(Ipv6Address.parse("2001:db8::53"), Ipv6Address.parse("2606:4700:4700::1111"));
        assertThat(Resolvers.parse("", Set.of())).isEmpty();
    }
}
