package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Address6Test {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "1::",
                "fe80::1",
                "2001:db8::1:0:0:1",
                "2001:db8:0:1:1:1:1:1",
                "2001:db8:1:0:5054:ff:fe00:1",
                "1:0:0:2::3",
                "1:2:3:4:5:6::",
                "::3:4:5:6:7:8",
                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
            })
    void isWrittenByTheStandard(String canonical) {
        assertThat(Address6.parse(canonical)).hasToString(canonical);
    }

    @Test
    void isReadAsItIsWritten() {
        Address6 address = Address6.parse("2001:db8::5");
        ByteBuffer bytes = ByteBuffer.allocate(20).putInt(7);
        address.writeTo(bytes);
        assertThat(Address6.read(bytes.array(), 4)).isEqualTo(address);
    }

    @Test
    void knowsItsKind() {
        assertThat(Address6.parse("ff02::1").multicast()).isTrue();
        assertThat(Address6.parse("fe80::1").linkLocal()).isTrue();
        assertThat(Address6.parse("2001:db8::1").linkLocal()).isFalse();
        assertThat(Address6.parse("2001:db8::aa:bbcc:ddee").solicitedNode()).hasToString("ff02::1:ffcc:ddee");
    }

    @Test
    void aSubnetIsHalfAnAddress() {
        Subnet subnet = Subnet.parse("2001:db8:11::/64");
        assertThat(subnet).hasToString("2001:db8:11::/64");
        assertThat(subnet.contains(Address6.parse("2001:db8:11:0:1::"))).isTrue();
        assertThat(subnet.contains(Address6.parse("2001:db8:11:1::"))).isFalse();
        assertThatThrownBy(() -> Subnet.parse("2001:db8:11::/48")).hasMessageContaining("not a /64");
        assertThatThrownBy(() -> Subnet.parse("2001:db8:11::1/64")).hasMessageContaining("not a /64");
    }
}
