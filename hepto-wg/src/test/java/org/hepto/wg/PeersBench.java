package org.hepto.wg;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hepto.utils.EncodedRequest;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.NetlinkRequest;

/**
 * Prints what it costs to reconcile a thousand peers (or as many as the first argument says) with two allowed IPs each,
 * without the kernel's own share: the messages are built, and {@link FakeWgKernel} reads them.
 */
public final class PeersBench {
    private static final int ROUNDS = 50;
    private static final int DUMP_PEERS = 50;

    private PeersBench() {}

    private interface Work {
        Object run() throws ErrnoException;
    }

    /** Measures and prints. */
    public static void main(String[] arguments) throws ErrnoException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
        List<WgPeer> peers = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            peers.add(peer(i, 0));
        }
        List<WgPeer> others = new ArrayList<>(peers);
        others.set(count / 2, peer(count / 2 + 1, 0x8000));
        WgPrivateKey key = WgPrivateKey.generate();
        WgConfig config = new WgConfig(key, 51820, peers);
        WgConfig other = new WgConfig(key, 51820, others);
        FakeWgKernel kernel = new FakeWgKernel();
        System.out.printf("%d peers%n| what | ms, median | messages | KiB |%n|---|---|---|---|%n", count);
        measure(
                "first apply",
                kernel,
                () -> WgDevice.apply(kernel, "wg0", config),
                () -> WgDevice.apply(kernel, "wg0", new WgConfig(key, 51820)));
        measure("apply without a difference", kernel, () -> WgDevice.apply(kernel, "wg0", config), () -> true);
        measure(
                "apply after one peer changed",
                kernel,
                () -> WgDevice.apply(kernel, "wg0", other),
                () -> WgDevice.apply(kernel, "wg0", config));
        measure("call every peer again", kernel, () -> refresh(kernel, peers), () -> true);
        List<byte[]> dump = dump(peers);
        measure("read what the kernel has", kernel, () -> DeviceDump.parse(dump), () -> true);
    }

    private static boolean refresh(FakeWgKernel kernel, List<WgPeer> peers) throws ErrnoException {
        WgDevice.refreshEndpoints(kernel, "wg0", peers);
        return true;
    }

    private static WgPeer peer(int number, int offset) {
        byte[] key =
                Arrays.copyOf(ByteBuffer.allocate(4).putInt(number * 0x9e3779b1).array(), WgKey.BYTES);
        Set<Ipv6Prefix> prefixes = new LinkedHashSet<>();
        prefixes.add(new Ipv6Prefix(new Ipv6Address(0xfd000001_00020000L, number), 128));
        prefixes.add(new Ipv6Prefix(new Ipv6Address(0xfd000001_00021000L + number + offset, 0), 64));
        return new WgPeer(new WgKey(key), Optional.of(Peers.endpoint(number)), 25, prefixes);
    }

    /** Runs the work many times, each after what makes it necessary again. */
    private static void measure(String what, FakeWgKernel kernel, Work work, Work before) throws ErrnoException {
        long[] nanos = new long[ROUNDS];
        int messages = 0;
        long bytes = 0;
        for (int i = 0; i < ROUNDS; i++) {
            before.run();
            kernel.messages.clear();
            kernel.changes.clear();
            long began = System.nanoTime();
            if (work.run() == null) {
                throw new IllegalStateException(what);
            }
            nanos[i] = System.nanoTime() - began;
            messages = kernel.messages.size();
            bytes = kernel.messages.stream().mapToLong(m -> m.length).sum();
        }
        Arrays.sort(nanos);
        System.out.printf("| %s | %.2f | %d | %d |%n", what, nanos[ROUNDS / 2] / 1e6, messages, bytes >> 10);
    }

    /** The answers of a kernel, in whose order the attributes are. */
    private static List<byte[]> dump(List<WgPeer> peers) {
        List<byte[]> answers = new ArrayList<>();
        for (int from = 0; from < peers.size(); from += DUMP_PEERS) {
            List<WgPeer> some = peers.subList(from, Math.min(peers.size(), from + DUMP_PEERS));
            NetlinkRequest answer = new NetlinkRequest(0, 0).fixed(new byte[WgUapi.GENL_HEADER]);
            answer.nest(WgUapi.WGDEVICE_A_PEERS, () -> some.forEach(peer -> put(answer, peer)));
            byte[] message = EncodedRequest.of(answer, 0);
            answers.add(Arrays.copyOfRange(message, 16, message.length));
        }
        return answers;
    }

    private static void put(NetlinkRequest answer, WgPeer peer) {
        Runnable allowedIps = () -> peer.allowedIps()
                .forEach(prefix -> answer.nest(
                        0,
                        () -> answer.putByte(WgUapi.WGALLOWEDIP_A_CIDR_MASK, prefix.length())
                                .putShort(WgUapi.WGALLOWEDIP_A_FAMILY, WgUapi.AF_INET6)
                                .put(
                                        WgUapi.WGALLOWEDIP_A_IPADDR,
                                        prefix.address().bytes())));
        answer.nest(
                0,
                () -> answer.put(WgUapi.WGPEER_A_PUBLIC_KEY, peer.publicKey().bytes())
                        .put(WgUapi.WGPEER_A_LAST_HANDSHAKE_TIME, new byte[16])
                        .putShort(WgUapi.WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL, peer.keepalive())
                        .put(WgUapi.WGPEER_A_TX_BYTES, new byte[8])
                        .put(WgUapi.WGPEER_A_RX_BYTES, new byte[8])
                        .put(WgUapi.WGPEER_A_ENDPOINT, new byte[WgUapi.SOCKADDR_IN6_BYTES])
                        .nest(WgUapi.WGPEER_A_ALLOWEDIPS, allowedIps));
    }
}
