package org.hepto.wg;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hepto.utils.EncodedRequest;
import org.hepto.utils.Errno;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.NetlinkAttributes;
import org.hepto.utils.NetlinkRequest;

/**
 * Does to peers what {@code drivers/net/wireguard/netlink.c} does, from the bytes that would be sent: an allowed IP
 * has one owner and goes to the last that asks, a peer with the device's own key is ignored, and a packet is sent when
 * keepalives are switched on.
 */
final class FakeWgKernel implements WgKernel {
    static final String DEVICE = "wg0";
    private static final int FAMILY = 0x1c;
    private static final int HEADERS = 16 + WgUapi.GENL_HEADER;

    /** A peer, and to which endpoints packets were sent because keepalives were switched on. */
    private static final class Peer {
        private Optional<WgEndpoint> endpoint = Optional.empty();
        private int keepalive;
        private final Set<Ipv6Prefix> allowedIps = new LinkedHashSet<>();
        private Optional<Instant> lastHandshake = Optional.empty();
        private final List<WgEndpoint> called = new ArrayList<>();
    }

    private Optional<WgKey> publicKey = Optional.empty();
    private int listenPort;
    private final Map<WgKey, Peer> peers = new LinkedHashMap<>();
    private final Map<Ipv6Prefix, Peer> owners = new LinkedHashMap<>();
    private int refuseFrom = Integer.MAX_VALUE;

    final List<byte[]> messages = new ArrayList<>();
    final List<PeerChange> changes = new ArrayList<>();

    /** Refuses all messages after the next ones. */
    void refuseAfter(int more) {
        refuseFrom = messages.size() + more;
    }

    void acceptAll() {
        refuseFrom = Integer.MAX_VALUE;
    }

    /** The peer was heard at another place. */
    void roam(WgKey key, WgEndpoint to, Instant at) {
        Peer peer = peer(key);
        peer.endpoint = Optional.of(to);
        peer.lastHandshake = Optional.of(at);
    }

    List<WgEndpoint> called(WgKey key) {
        return peer(key).called;
    }

    private Peer peer(WgKey key) {
        Peer peer = peers.get(key);
        if (peer == null) {
            throw new AssertionError("no peer " + key);
        }
        return peer;
    }

    @Override
    public WgState get(String device) {
        List<WgPeerState> states = new ArrayList<>();
        peers.forEach((key, peer) -> states.add(
                new WgPeerState(key, peer.endpoint, peer.keepalive, peer.allowedIps, peer.lastHandshake, 0, 0)));
        return new WgState(publicKey, listenPort, states);
    }

    @Override
    public void set(String device, DeviceChange change) throws ErrnoException {
        changes.addAll(change.peers());
        for (NetlinkRequest request : SetDevice.requests(FAMILY, device, change)) {
            if (messages.size() >= refuseFrom) {
                throw new ErrnoException("set WireGuard device " + device, Errno.EBUSY);
            }
            byte[] message = EncodedRequest.of(request, 1);
            messages.add(message);
            receive(new NetlinkAttributes(message, HEADERS));
        }
    }

    private void receive(NetlinkAttributes message) {
        if (!message.string(WgUapi.WGDEVICE_A_IFNAME).equals(Optional.of(DEVICE))) {
            throw new AssertionError("another device: " + message.string(WgUapi.WGDEVICE_A_IFNAME));
        }
        message.unsignedShort(WgUapi.WGDEVICE_A_LISTEN_PORT).ifPresent(port -> listenPort = port);
        message.bytes(WgUapi.WGDEVICE_A_PRIVATE_KEY).ifPresent(key -> {
            WgKey own = new WgPrivateKey(key).publicKey();
            publicKey = Optional.of(own);
            remove(own);
        });
        message.nested(WgUapi.WGDEVICE_A_PEERS).elements().forEach(this::setPeer);
    }

    private void setPeer(NetlinkAttributes attributes) {
        WgKey key = new WgKey(attributes.bytes(WgUapi.WGPEER_A_PUBLIC_KEY).orElseThrow());
        int flags = attributes.integer(WgUapi.WGPEER_A_FLAGS).orElse(0);
        boolean isNew = !peers.containsKey(key);
        boolean onlyExisting = (flags & (WgUapi.WGPEER_F_REMOVE_ME | WgUapi.WGPEER_F_UPDATE_ONLY)) != 0;
        if (isNew && (onlyExisting || publicKey.equals(Optional.of(key)))) {
            return;
        }
        if ((flags & WgUapi.WGPEER_F_REMOVE_ME) != 0) {
            remove(key);
            return;
        }
        Peer peer = peers.computeIfAbsent(key, k -> new Peer());
        attributes.bytes(WgUapi.WGPEER_A_ENDPOINT).ifPresent(value -> peer.endpoint = Optional.of(endpoint(value)));
        if ((flags & WgUapi.WGPEER_F_REPLACE_ALLOWEDIPS) != 0) {
            free(peer);
        }
        attributes.nested(WgUapi.WGPEER_A_ALLOWEDIPS).elements().forEach(ip -> allow(peer, ip));
        attributes
                .unsignedShort(WgUapi.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL)
                .ifPresent(seconds -> setKeepalive(peer, seconds));
    }

    private static void setKeepalive(Peer peer, int seconds) {
        if (peer.keepalive == 0 && seconds > 0) {
            peer.endpoint.ifPresent(peer.called::add);
        }
        peer.keepalive = seconds;
    }

    private void allow(Peer peer, NetlinkAttributes allowedIp) {
        if (!allowedIp.unsignedShort(WgUapi.WGALLOWEDIP_A_FAMILY).equals(Optional.of(WgUapi.AF_INET6))) {
            throw new AssertionError("not IPv6");
        }
        byte[] address = allowedIp.bytes(WgUapi.WGALLOWEDIP_A_IPADDR).orElseThrow();
        byte[] mask = allowedIp.bytes(WgUapi.WGALLOWEDIP_A_CIDR_MASK).orElseThrow();
        Ipv6Prefix prefix = new Ipv6Prefix(Ipv6Address.of(address), Byte.toUnsignedInt(mask[0])).network();
        Peer before = owners.put(prefix, peer);
        if (before != null) {
            before.allowedIps.remove(prefix);
        }
        peer.allowedIps.add(prefix);
    }

    private void remove(WgKey key) {
        Peer peer = peers.remove(key);
        if (peer != null) {
            free(peer);
        }
    }

    private void free(Peer peer) {
        peer.allowedIps.forEach(owners::remove);
        peer.allowedIps.clear();
    }

    private static WgEndpoint endpoint(byte[] value) {
        if (value.length != WgUapi.SOCKADDR_IN6_BYTES) {
            throw new AssertionError("no sockaddr_in6: " + Arrays.toString(value));
        }
        int port = Short.toUnsignedInt(ByteBuffer.wrap(value).getShort(2));
        return new WgEndpoint(Ipv6Address.of(Arrays.copyOfRange(value, 8, 24)), port);
    }

    @Override
    public void close() {}
}
