package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouterAdvertisementTest {
    private static final MacAddress ROUTER = new MacAddress(0xfe);

    @Test
    void isTheFrameOfTheStandard() {
        byte[] frame = advertisement(List.of()).frame();
        assertThat(HexFormat.of().formatHex(frame))
                .isEqualTo(("333300000001 5254000000fe 86dd"
                                + " 60000000 0040 3a ff"
                                + " fe80000000000000505400fffe0000fe"
                                + " ff020000000000000000000000000001"
                                + " 86 00 %s 40 00 0708 00000000 00000000"
                                + " 01 01 5254000000fe"
                                + " 05 01 0000 000005dc"
                                + " 03 04 40 c0 00015180 00015180 00000000 20010db8000100000000000000000000")
                        .formatted(HexFormat.of().formatHex(frame, 56, 58))
                        .replace(" ", ""));
    }

    @Test
    void itsChecksumAddsUp() {
        assertThat(RouterAdvertisement.checksum(advertisement(List.of()).frame()))
                .isZero();
        assertThat(RouterAdvertisement.checksum(advertisement(resolvers()).frame()))
                .isZero();
    }

    @Test
    void namesResolvers() {
        byte[] with = advertisement(resolvers()).frame();
        assertThat(HexFormat.of().formatHex(with))
                .endsWith("19030000" + "00015180" + "20010db8ffff00000000000000000001");
    }

    @Test
    void knowsASolicitation() {
        byte[] frame = advertisement(List.of()).frame();
        assertThat(RouterAdvertisement.isSolicitation(frame)).isFalse();
        frame[54] = (byte) 133;
        assertThat(RouterAdvertisement.isSolicitation(frame)).isTrue();
        assertThat(RouterAdvertisement.isSolicitation(new byte[20])).isFalse();
    }

    @Test
    void addressesFollowFromTheHardware() {
        MacAddress mac = new MacAddress(0x1);
        assertThat(mac).hasToString("52:54:00:00:00:01");
        assertThat(mac.linkLocal()).isEqualTo("fe80::5054:ff:fe00:1");
        assertThat(mac.address(Lab.SUBNET)).isEqualTo("2001:db8:1:0:5054:ff:fe00:1");
    }

    private static List<InetAddress> resolvers() {
        return List.of(InetAddress.ofLiteral("2001:db8:ffff::1"));
    }

    private static RouterAdvertisement advertisement(List<InetAddress> resolvers) {
        return new RouterAdvertisement(
                ROUTER,
                List.of(new RouterAdvertisement.Prefix(Lab.SUBNET, Duration.ofDays(1), Duration.ofDays(1))),
                1500,
                Duration.ofMinutes(30),
                resolvers);
    }
}
