package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ipv6AddressTest {
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:0:0:0:1, 2001:db8::1",
        "2001:0DB8::0001, 2001:db8::1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "0:0:0:0:0:0:0:0, ::",
        "::1, ::1",
        "fe80:0:0:0:1:0:0:0, fe80::1:0:0:0",
        "1:0:0:0:0:0:0:0, 1::",
    })
    void textIsCanonical(String given, String canonical) {
        assertThat(Ipv6Address.parse(given)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3.4", "fe80::1%eth0", "[::1]", "::ffff:1.2.3.4", "example.org", "1:2:3"})
    void whatIsNotAnIpv6AddressIsRefused(String text) {
        assertThatThrownBy(() -> Ipv6Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void textAndBytesRoundTrip(@ForAll long high, @ForAll long low) {
        Ipv6Address address = new Ipv6Address(high & ~1L, low);
        assertThat(Ipv6Address.of(address.bytes())).isEqualTo(address);
        if (high != 0) {
            assertThat(Ipv6Address.parse(address.toString())).isEqualTo(address);
        }
    }

    @Test
    void linkLocalIsTold() {
        assertThat(Ipv6Address.parse("fe80::1").isLinkLocal()).isTrue();
        assertThat(Ipv6Address.parse("febf::1").isLinkLocal()).isTrue();
        assertThat(Ipv6Address.parse("fec0::1").isLinkLocal()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::5/64, 2001:db8:1:2::/64",
        "2001:db8:1:2::5/128, 2001:db8:1:2::5/128",
        "2001:db8:1:2::5/0, ::/0",
        "fdc0:ffee:1234:f000::1:2/108, fdc0:ffee:1234:f000::/108",
    })
    void networkHasItsHostBitsZero(String address, String network) {
        assertThat(Ipv6Prefix.parse(address).network()).hasToString(network);
    }

    @Test
    void networkContainsItsAddressesAlone() {
        Ipv6Prefix network = Ipv6Prefix.parse("2001:db8:1::/64");
        assertThat(network.contains(Ipv6Address.parse("2001:db8:1::fe"))).isTrue();
        assertThat(network.contains(Ipv6Address.parse("2001:db8:1:1::fe"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::1", "2001:db8::1/129", "2001:db8::1/x", "2001:db8::1/-1", "1.2.3.4/8"})
    void whatIsNotAPrefixIsRefused(String text) {
        assertThatThrownBy(() -> Ipv6Prefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
