package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTest {

    @ParameterizedTest
    @CsvSource({
        "fd000000000000000000000000000001, fd00::1",
        "00000000000000000000000000000001, ::1",
        "00000000000000000000000000000000, ::",
        "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
        "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
        "fe800000000000000000000000000000, fe80::",
        "7f000001, 127.0.0.1"
    })
    void isWrittenCanonically(String hex, String text) {
        assertThat(new Address(Bytes.hex(hex), 1).host()).isEqualTo(text);
    }

    @Test
    void keepsTheSixteenBytesOfAMappedAddress() {
        var mapped = new Address(Bytes.hex("00000000000000000000ffff7f000001"), 80);
        assertThat(mapped.ip().length()).isEqualTo(16);
        assertThat(mapped.usable()).isTrue();
    }

    @Test
    void comesFromAndGoesToASocketAddress() {
        var socket = new InetSocketAddress(InetAddress.ofLiteral("::1"), 7946);
        assertThat(Address.of(socket).toSocket()).isEqualTo(socket);
        assertThat(Address.of(socket)).hasToString("[::1]:7946");
    }
}
