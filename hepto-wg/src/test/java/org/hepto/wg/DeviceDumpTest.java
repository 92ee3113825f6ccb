package org.hepto.wg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Against messages as {@code wg_get_device_dumpit()} of {@code drivers/net/wireguard/netlink.c} puts them together. */
@EnabledIf("isLittleEndian")
class DeviceDumpTest {
    /** Listen port 51820, fwmark, index 7, name wg0, private and public key. */
    private static final String DEVICE = "00010000 0600 0600 6cca 0000 0800 0700 00000000 0800 0100 07000000"
            + "0800 0200 77673000 2400 0300" + "aa".repeat(32) + "2400 0400" + "bb".repeat(32);

    private static final String NO_PRESHARED_KEY = "2400 0200" + "00".repeat(32);

    static boolean isLittleEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    private static byte[] bytes(String... hex) {
        return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
    }

    private static String key(int number) {
        return "2400 0100" + HexFormat.of().toHexDigits((byte) number).repeat(32);
    }

    /** An attribute around others; its length is computed. */
    private static String nest(String type, String... content) {
        String inside = String.join("", content).replace(" ", "");
        int length = 4 + inside.length() / 2;
        return HexFormat.of().toHexDigits((byte) length)
                + HexFormat.of().toHexDigits((byte) (length >> 8))
                + type.replace(" ", "")
                + inside;
    }

    /** The kernel puts the mask first, and marks nested attributes. */
    private static String allowedIp(String address, String mask) {
        return nest("0080", "0500 0300", mask, "000000 0600 0100 0a00 0000 1400 0200", address);
    }

    @Test
    void deviceWithoutKeyAndPeersIsThat() {
        WgState state = DeviceDump.parse(List.of(
                bytes("00010000 0600 0600 0000 0000 0800 0700 00000000 0800 0100 07000000 0800 0200 77673000")));
        assertThat(state).isEqualTo(new WgState(Optional.empty(), 0, List.of()));
    }

    @Test
    void peerHasEverything() {
        String peer = nest(
                "0080",
                key(1),
                NO_PRESHARED_KEY,
                "1400 0600 00f15365 00000000 15cd5b07 00000000", // handshake
                "0600 0500 1900 0000",
                "0c00 0800 0102030000000000", // sent
                "0c00 0700 ffffffff01000000", // received
                "0800 0a00 01000000",
                "2000 0400 0a00 ca6c 00000000 20010db8 00000000 00000000 00000001 00000000",
                nest("0980", allowedIp("fd000001 00020000 00000000 00000005", "80")));
        assertThat(DeviceDump.parse(List.of(bytes(DEVICE, nest("0880", peer)))))
                .isEqualTo(new WgState(
                        Optional.of(Peers.key(0xbb)),
                        51820,
                        List.of(new WgPeerState(
                                Peers.key(1),
                                Optional.of(Peers.endpoint(1)),
                                25,
                                Peers.prefixes("fd00:1:2::5/128"),
                                Optional.of(Instant.ofEpochSecond(0x6553f100L, 123_456_789)),
                                0x1ffffffffL,
                                0x30201))));
    }

    @Test
    void peerThatWasNeverHeardHasNeitherHandshakeNorEndpoint() {
        String peer = nest("0080", key(1), "1400 0600" + "00".repeat(16), "0600 0500 0000 0000");
        WgPeerState state = DeviceDump.parse(List.of(bytes(DEVICE, nest("0880", peer))))
                .peers()
                .getFirst();
        assertThat(state.lastHandshake()).isEmpty();
        assertThat(state.endpoint()).isEmpty();
        assertThat(state.keepalive()).isZero();
    }

    @Test
    void peerThatSpansThreeMessagesIsOne() {
        String rest = "00010000"; // later messages have no attributes of the device
        List<byte[]> answers = List.of(
                bytes(
                        DEVICE,
                        nest(
                                "0880",
                                nest("0080", key(1), "0600 0500 1900 0000"),
                                nest(
                                        "0080",
                                        key(2),
                                        "0600 0500 1900 0000",
                                        nest("0980", allowedIp("fd000001 00000000 00000000 00000001", "80"))))),
                bytes(
                        rest,
                        nest(
                                "0880",
                                nest(
                                        "0080",
                                        key(2),
                                        nest("0980", allowedIp("fd000001 00000000 00000000 00000002", "80"))))),
                bytes(
                        rest,
                        nest(
                                "0880",
                                nest(
                                        "0080",
                                        key(2),
                                        nest("0980", allowedIp("fd000001 00000000 00000000 00000003", "80"))),
                                nest("0080", key(3), "0600 0500 1900 0000"))));
        WgState state = DeviceDump.parse(answers);
        assertThat(state.listenPort()).isEqualTo(51820);
        assertThat(state.peers())
                .extracting(WgPeerState::publicKey)
                .containsExactly(Peers.key(1), Peers.key(2), Peers.key(3));
        assertThat(state.peers()).extracting(WgPeerState::keepalive).containsOnly(25);
        assertThat(state.peers().get(1).allowedIps())
                .isEqualTo(Peers.prefixes("fd00:1::1/128", "fd00:1::2/128", "fd00:1::3/128"));
    }

    @Test
    void ipv4IsSkipped() {
        String peer = nest(
                "0080",
                key(1),
                "1400 0400 0200 ca6c c0000201 00000000 00000000",
                nest(
                        "0980",
                        nest("0080", "0500 0300 18 000000 0600 0100 0200 0000 0800 0200 0a000000"),
                        allowedIp("fd000001 00000000 00000000 00000001", "80")));
        WgPeerState state = DeviceDump.parse(List.of(bytes(DEVICE, nest("0880", peer))))
                .peers()
                .getFirst();
        assertThat(state.endpoint()).isEmpty();
        assertThat(state.allowedIps()).isEqualTo(Peers.prefixes("fd00:1::1/128"));
    }

    @Property(tries = 500)
    void anyBytesAreReadWithoutAnError(@ForAll @Size(max = 200) byte[] bytes) {
        assertThat(DeviceDump.parse(List.of(bytes)).peers()).hasSizeLessThanOrEqualTo(5);
    }
}
