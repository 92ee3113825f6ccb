package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.Test;

class ResolvConfTest {
    @Test
    void addressesOfIpv6AreRead() {
        String text = """
                # nameserver 2001:db8::1
                ; nameserver 2001:db8::2
                search example.org
                options edns0
                nameserver
                nameserver 192.0.2.1
                nameserver 127.0.0.53
                nameserver fe80::1%eth0
                nameserver not-an-address
                \tnameserver \t2001:DB8:0::53   # the router
                nameserver 2606:4700:4700::1111
                """;
        assertThat(ResolvConf.nameservers(text))
                .containsExactly(Ipv6Address.parse("2001:db8::53"), Ipv6Address.parse("2606:4700:4700::1111"));
        assertThat(ResolvConf.nameservers("")).isEmpty();
    }

    @Test
    void whatIsWrittenIsRead() {
        List<Ipv6Address> servers = List.of(Ipv6Address.parse("2001:db8::53"), Ipv6Address.parse("fd00::1"));
        assertThat(ResolvConf.nameservers(ResolvConf.of(servers))).isEqualTo(servers);
        assertThat(ResolvConf.of(List.of())).isEmpty();
    }
}
