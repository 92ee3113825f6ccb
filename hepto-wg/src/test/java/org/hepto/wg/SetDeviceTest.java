package org.hepto.wg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.hepto.utils.EncodedRequest;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.NetlinkRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Against bytes that were put together by hand from {@code linux/wireguard.h}, {@code netlink.h} and {@code in6.h}. */
class SetDeviceTest {
    private static final int FAMILY = 0x1c;

    /** REQUEST|ACK, sequence 0x01020304; SET_DEVICE version 1; IFNAME wg0. */
    private static final String HEADER = "1c00 0500 04030201 00000000 01010000 0800 0200 77673000";

    private static final String KEY_OF_ONES = "2400 0100" + "01".repeat(32);
    private static final String KEY_OF_TWOS = "2400 0100" + "02".repeat(32);

    static boolean isLittleEndian() {
        return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    private static List<byte[]> encode(DeviceChange change) {
        return SetDevice.requests(FAMILY, "wg0", change).stream()
                .map(request -> EncodedRequest.of(request, 0x01020304))
                .toList();
    }

    private static void assertBytes(DeviceChange change, String... expected) {
        assertThat(encode(change))
                .extracting(HexFormat.of()::formatHex)
                .containsExactly(String.join("", expected).replace(" ", ""));
    }

    @Test
    @EnabledIf("isLittleEndian")
    void deviceHasKeyAndPort() {
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 1);
        assertBytes(
                new DeviceChange(Optional.of(new WgPrivateKey(ones)), OptionalInt.of(51820), List.of()),
                "48000000",
                HEADER,
                "2400 0300 00" + "01".repeat(30) + "41",
                "0600 0600 6cca 0000");
    }

    @Test
    @EnabledIf("isLittleEndian")
    void newPeerHasEverything() {
        assertBytes(
                DeviceChange.of(List.of(PeerChange.add(Peers.peer(1, "fd00:1:2::5/128", "fd00:1:2:1000::/64")))),
                "c4000000",
                HEADER,
                "a800 0880", // PEERS
                "a400 0080", // element
                KEY_OF_ONES,
                "2000 0400 0a00 ca6c 00000000 20010db8 00000000 00000000 00000001 00000000", // ENDPOINT
                "0600 0500 1900 0000", // KEEPALIVE
                "5400 0980", // ALLOWEDIPS
                "2800 0080 0600 0100 0a00 0000 1400 0200 fd000001 00020000 00000000 00000005 0500 0300 80 000000",
                "2800 0080 0600 0100 0a00 0000 1400 0200 fd000001 00021000 00000000 00000000 0500 0300 40 000000");
    }

    @Test
    @EnabledIf("isLittleEndian")
    void onePeerGoesAndAnotherGetsOtherAllowedIps() {
        PeerChange replaced = new PeerChange(
                Peers.key(2),
                WgUapi.WGPEER_F_UPDATE_ONLY | WgUapi.WGPEER_F_REPLACE_ALLOWEDIPS,
                Optional.empty(),
                OptionalInt.empty(),
                List.of(Ipv6Prefix.parse("::/0")));
        assertBytes(
                DeviceChange.of(List.of(PeerChange.remove(Peers.key(1)), replaced)),
                "ac000000",
                HEADER,
                "9000 0880",
                "3000 0080",
                KEY_OF_ONES,
                "0800 0300 01000000", // REMOVE_ME
                "5c00 0080",
                KEY_OF_TWOS,
                "0800 0300 06000000", // REPLACE_ALLOWEDIPS | UPDATE_ONLY
                "2c00 0980",
                "2800 0080 0600 0100 0a00 0000 1400 0200 00000000 00000000 00000000 00000000 0500 0300 00 000000");
    }

    @Test
    @EnabledIf("isLittleEndian")
    void calledPeerHasItsKeepaliveSwitchedOffAndOn() {
        assertBytes(
                DeviceChange.of(PeerChange.call(Peers.key(1), Peers.endpoint(1), 25)),
                "b0000000",
                HEADER,
                "9400 0880",
                "5800 0080",
                KEY_OF_ONES,
                "0800 0300 04000000", // UPDATE_ONLY
                "2000 0400 0a00 ca6c 00000000 20010db8 00000000 00000000 00000001 00000000",
                "0600 0500 0000 0000",
                "3800 0080",
                KEY_OF_ONES,
                "0800 0300 04000000",
                "0600 0500 1900 0000");
    }

    private static PeerChange peer(int number, int allowedIps) {
        List<Ipv6Prefix> prefixes = IntStream.range(0, allowedIps)
                .mapToObj(i -> new Ipv6Prefix(new Ipv6Address(number, i), 128))
                .toList();
        return new PeerChange(
                Peers.key(number),
                WgUapi.WGPEER_F_REPLACE_ALLOWEDIPS,
                Optional.of(Peers.endpoint(1)),
                OptionalInt.of(25),
                prefixes);
    }

    @Test
    void peerOfAThousandAllowedIpsIsReplacedInItsFirstPieceOnly() {
        List<List<PeerChange>> messages = SetDevice.split(List.of(peer(1, 1000)));
        assertThat(messages).hasSize(3).allSatisfy(pieces -> assertThat(pieces).hasSize(1));
        assertThat(messages.getFirst().getFirst().flags()).isEqualTo(WgUapi.WGPEER_F_REPLACE_ALLOWEDIPS);
        assertThat(messages.subList(1, 3)).allSatisfy(pieces -> {
            assertThat(pieces.getFirst().flags()).isEqualTo(WgUapi.WGPEER_F_UPDATE_ONLY);
            assertThat(pieces.getFirst().endpoint()).isEmpty();
            assertThat(pieces.getFirst().keepalive()).isEmpty();
        });
    }

    @Test
    void deviceIsSetInTheFirstMessageOnly() {
        WgPrivateKey key = WgPrivateKey.generate();
        List<byte[]> messages =
                encode(new DeviceChange(Optional.of(key), OptionalInt.of(1), List.of(peer(1, 300), peer(2, 300))));
        String hex = HexFormat.of().formatHex(key.bytes());
        assertThat(HexFormat.of().formatHex(messages.getFirst())).contains(hex);
        assertThat(messages.subList(1, messages.size()))
                .isNotEmpty()
                .allSatisfy(
                        message -> assertThat(HexFormat.of().formatHex(message)).doesNotContain(hex));
    }

    @Property(tries = 200)
    void messagesAreSmallAndLoseNothing(@ForAll @Size(max = 60) List<@IntRange(max = 700) Integer> counts) {
        List<PeerChange> peers = new ArrayList<>();
        counts.forEach(count -> peers.add(peer(peers.size() + 1, count)));
        Set<Ipv6Prefix> sent = new HashSet<>();
        Set<WgKey> begun = new HashSet<>();
        for (List<PeerChange> message : SetDevice.split(peers)) {
            assertThat(message.isEmpty()).isEqualTo(peers.isEmpty());
            for (PeerChange piece : message) {
                boolean first = begun.add(piece.key());
                assertThat(piece.flags() == WgUapi.WGPEER_F_REPLACE_ALLOWEDIPS).isEqualTo(first);
                assertThat(piece.allowedIps().isEmpty() && !first).isFalse();
                piece.allowedIps()
                        .forEach(prefix -> assertThat(sent.add(prefix)).isTrue());
            }
        }
        assertThat(sent).hasSize(counts.stream().mapToInt(Integer::intValue).sum());
        assertThat(begun).hasSize(counts.size());
        for (NetlinkRequest request : SetDevice.requests(FAMILY, "wg0-as-long-as-", DeviceChange.of(peers))) {
            assertThat(EncodedRequest.of(request, 1)).hasSizeLessThanOrEqualTo(SetDevice.MAX_BYTES);
        }
    }
}
