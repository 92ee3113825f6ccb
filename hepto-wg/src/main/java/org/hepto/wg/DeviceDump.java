package org.hepto.wg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.NetlinkAttributes;

/**
 * Reads the answers to a {@code WG_CMD_GET_DEVICE}. Only the first has the device's own attributes. A peer whose
 * allowed IPs did not fit goes on in the next, with its key and more of them. IPv4 is skipped: hepto sets none.
 */
final class DeviceDump {
    private DeviceDump() {}

    /** Reads the payloads behind the netlink headers, at least one. */
    static WgState parse(List<byte[]> answers) {
        Map<WgKey, WgPeerState> peers = new LinkedHashMap<>();
        for (byte[] answer : answers) {
            NetlinkAttributes message = new NetlinkAttributes(answer, WgUapi.GENL_HEADER);
            for (NetlinkAttributes peer :
                    message.nested(WgUapi.WGDEVICE_A_PEERS).elements()) {
                key(peer, WgUapi.WGPEER_A_PUBLIC_KEY)
                        .ifPresent(key -> peers.merge(key, peer(key, peer), DeviceDump::withMore));
            }
        }
        NetlinkAttributes device = new NetlinkAttributes(answers.getFirst(), WgUapi.GENL_HEADER);
        Optional<WgKey> key = key(device, WgUapi.WGDEVICE_A_PUBLIC_KEY);
        int port = device.unsignedShort(WgUapi.WGDEVICE_A_LISTEN_PORT).orElse(0);
        return new WgState(key, port, new ArrayList<>(peers.values()));
    }

    private static WgPeerState withMore(WgPeerState first, WgPeerState more) {
        Set<Ipv6Prefix> all = new LinkedHashSet<>(first.allowedIps());
        all.addAll(more.allowedIps());
        return new WgPeerState(
                first.publicKey(),
                first.endpoint(),
                first.keepalive(),
                all,
                first.lastHandshake(),
                first.rxBytes(),
                first.txBytes());
    }

    private static Optional<WgKey> key(NetlinkAttributes attributes, int type) {
        return attributes
                .bytes(type)
                .filter(k -> k.length == WgKey.BYTES && !Arrays.equals(k, new byte[WgKey.BYTES]))
                .map(WgKey::new);
    }

    private static WgPeerState peer(WgKey key, NetlinkAttributes peer) {
        Set<Ipv6Prefix> allowedIps = new LinkedHashSet<>();
        peer.nested(WgUapi.WGPEER_A_ALLOWEDIPS)
                .elements()
                .forEach(allowedIp -> prefix(allowedIp).ifPresent(allowedIps::add));
        return new WgPeerState(
                key,
                peer.bytes(WgUapi.WGPEER_A_ENDPOINT).flatMap(DeviceDump::endpoint),
                peer.unsignedShort(WgUapi.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL)
                        .orElse(0),
                allowedIps,
                peer.bytes(WgUapi.WGPEER_A_LAST_HANDSHAKE_TIME).flatMap(DeviceDump::time),
                number(peer, WgUapi.WGPEER_A_RX_BYTES),
                number(peer, WgUapi.WGPEER_A_TX_BYTES));
    }

    private static Optional<Ipv6Prefix> prefix(NetlinkAttributes allowedIp) {
        Optional<byte[]> mask = allowedIp.bytes(WgUapi.WGALLOWEDIP_A_CIDR_MASK).filter(v -> v.length == 1);
        return allowedIp
                .bytes(WgUapi.WGALLOWEDIP_A_IPADDR)
                .filter(v -> v.length == 16 && mask.isPresent())
                .map(v -> new Ipv6Prefix(Ipv6Address.of(v), Byte.toUnsignedInt(mask.get()[0])));
    }

    /** Of a {@code struct sockaddr_in6}; the length tells it from an IPv4 one. */
    private static Optional<WgEndpoint> endpoint(byte[] value) {
        if (value.length != WgUapi.SOCKADDR_IN6_BYTES) {
            return Optional.empty();
        }
        int port = Short.toUnsignedInt(ByteBuffer.wrap(value).getShort(2));
        Ipv6Address address = Ipv6Address.of(Arrays.copyOfRange(value, 8, 24));
        return port == 0 ? Optional.empty() : Optional.of(new WgEndpoint(address, port));
    }

    /** Of a {@code struct __kernel_timespec}, which is zero before the first handshake. */
    private static Optional<Instant> time(byte[] value) {
        if (value.length < 16) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
        Instant time = Instant.ofEpochSecond(buffer.getLong(), buffer.getLong());
        return time.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(time);
    }

    private static long number(NetlinkAttributes attributes, int type) {
        return attributes
                .bytes(type)
                .filter(v -> v.length == Long.BYTES)
                .map(v -> ByteBuffer.wrap(v).order(ByteOrder.nativeOrder()).getLong())
                .orElse(0L);
    }
}
