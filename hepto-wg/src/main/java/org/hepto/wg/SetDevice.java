package org.hepto.wg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.NetlinkRequest;

/**
 * Builds the {@code WG_CMD_SET_DEVICE} of a change: several if it is large, and a peer whose allowed IPs do not fit
 * goes on in the next with its key and more of them.
 */
final class SetDevice {
    /** Of one message. The kernel takes far more, but a nested attribute ends at 64 KiB. */
    static final int MAX_BYTES = 16 * 1024;

    /** Netlink and generic netlink header, name, private key, port, and the header of the list of peers. */
    private static final int DEVICE_BYTES = 16 + 4 + 20 + 36 + 8 + 4;

    /** Header, key, flags, endpoint, keepalive, and the header of the list of allowed IPs. */
    private static final int PEER_BYTES = 4 + 36 + 8 + 32 + 8 + 4;

    /** Header, family, address and mask. */
    private static final int ALLOWED_IP_BYTES = 4 + 8 + 20 + 8;

    private SetDevice() {}

    /**
     * Encodes the change.
     *
     * @param family the number that the kernel gave to WireGuard
     */
    static List<NetlinkRequest> requests(int family, String device, DeviceChange change) {
        List<NetlinkRequest> requests = new ArrayList<>();
        for (List<PeerChange> peers : split(change.peers())) {
            NetlinkRequest request = GenericNetlinkKernel.message(
                            family, NetlinkRequest.NLM_F_ACK, WgUapi.WG_CMD_SET_DEVICE, WgUapi.WG_GENL_VERSION)
                    .putString(WgUapi.WGDEVICE_A_IFNAME, device);
            if (requests.isEmpty()) {
                change.privateKey().ifPresent(key -> request.put(WgUapi.WGDEVICE_A_PRIVATE_KEY, key.bytes()));
                change.listenPort().ifPresent(port -> request.putShort(WgUapi.WGDEVICE_A_LISTEN_PORT, port));
            }
            if (!peers.isEmpty()) {
                request.nest(WgUapi.WGDEVICE_A_PEERS, () -> peers.forEach(peer -> put(request, peer)));
            }
            requests.add(request);
        }
        return requests;
    }

    /** Returns the peers of each message, at least one of which has none if there are none. */
    static List<List<PeerChange>> split(List<PeerChange> peers) {
        List<List<PeerChange>> messages = new ArrayList<>();
        List<PeerChange> message = new ArrayList<>();
        int room = MAX_BYTES - DEVICE_BYTES;
        for (PeerChange peer : peers) {
            Optional<PeerChange> left = Optional.of(peer);
            while (left.isPresent()) {
                PeerChange piece = left.get();
                int most = (room - PEER_BYTES) / ALLOWED_IP_BYTES;
                if (most < Math.min(1, piece.allowedIps().size()) || room < PEER_BYTES) {
                    messages.add(message);
                    message = new ArrayList<>();
                    room = MAX_BYTES - DEVICE_BYTES;
                    continue;
                }
                int fitting = Math.min(most, piece.allowedIps().size());
                message.add(piece.first(fitting));
                room -= PEER_BYTES + fitting * ALLOWED_IP_BYTES;
                left = fitting == piece.allowedIps().size() ? Optional.empty() : Optional.of(piece.rest(fitting));
            }
        }
        messages.add(message);
        return messages;
    }

    private static void put(NetlinkRequest request, PeerChange peer) {
        request.nest(0, () -> {
            request.put(WgUapi.WGPEER_A_PUBLIC_KEY, peer.key().bytes());
            if (peer.flags() != 0) {
                request.putInt(WgUapi.WGPEER_A_FLAGS, peer.flags());
            }
            peer.endpoint().ifPresent(endpoint -> request.put(WgUapi.WGPEER_A_ENDPOINT, socketAddress(endpoint)));
            peer.keepalive()
                    .ifPresent(seconds -> request.putShort(WgUapi.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, seconds));
            if (!peer.allowedIps().isEmpty()) {
                request.nest(
                        WgUapi.WGPEER_A_ALLOWEDIPS, () -> peer.allowedIps().forEach(prefix -> put(request, prefix)));
            }
        });
    }

    private static void put(NetlinkRequest request, Ipv6Prefix prefix) {
        request.nest(
                0,
                () -> request.putShort(WgUapi.WGALLOWEDIP_A_FAMILY, WgUapi.AF_INET6)
                        .put(WgUapi.WGALLOWEDIP_A_IPADDR, prefix.address().bytes())
                        .putByte(WgUapi.WGALLOWEDIP_A_CIDR_MASK, prefix.length()));
    }

    /** A {@code struct sockaddr_in6}: the family in the order of the CPU, port and address in that of the network. */
    private static byte[] socketAddress(WgEndpoint endpoint) {
        return ByteBuffer.allocate(WgUapi.SOCKADDR_IN6_BYTES)
                .order(ByteOrder.nativeOrder())
                .putShort((short) WgUapi.AF_INET6)
                .order(ByteOrder.BIG_ENDIAN)
                .putShort((short) endpoint.port())
                .putInt(0)
                .put(endpoint.address().bytes())
                .putInt(0)
                .array();
    }
}
