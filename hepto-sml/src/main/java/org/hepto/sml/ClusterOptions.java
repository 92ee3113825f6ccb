package org.hepto.sml;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a node takes part. Start from {@link #named} and change what is not to be default.
 *
 * @param name unique in the cluster
 * @param bind where it listens, for packets and streams; port 0 takes any free one
 * @param advertise at which address others reach it, or null for {@code bind}, which then must be a real address
 * @param label keeps clusters apart that meet by accident; empty is none
 * @param keyring seals everything; {@link Keyring#NONE} seals nothing
 * @param compress whether what is sent is compressed; what comes may always be
 * @param timing how patient it is
 * @param meta at most 512 bytes that others see
 * @param anchors {@code host:port} of nodes with stable addresses; resolved and tried for ever
 * @param peersFile where known peers are kept over a restart, or null
 * @param keyringFile where the keyring is kept over a restart, or null; what it holds goes before {@code keyring}
 * @param packetSize bytes of a datagram at most; 1232 fits any IPv6 link
 * @param observer whether it is no member, see {@link #asObserver}
 * @param heap bytes of which 18 parts of 32 at most are for buffers, see {@link #withHeap}
 */
public record ClusterOptions(
        String name,
        InetSocketAddress bind,
        @Nullable InetSocketAddress advertise,
        String label,
        Keyring keyring,
        boolean compress,
        Timing timing,
        Bytes meta,
        List<String> anchors,
        @Nullable Path peersFile,
        @Nullable Path keyringFile,
        int packetSize,
        boolean observer,
        long heap) {

    /** memberlist's port. */
    public static final int PORT = 7946;

    /** The default size of datagrams: what every IPv6 link carries, less the headers. */
    public static final int PACKET_SIZE = 1232;

    private static final long MIN_HEAP = 24L * 1024 * 1024;

    /** Checks what can be checked without a network; throws {@link ClusterException} with what to do. */
    public ClusterOptions {
        timing.check();
        anchors = List.copyOf(anchors);
        anchors.forEach(HostPort::check);
        if (packetSize < 512 || packetSize > 65_507) {
            throw new ClusterException(
                    "packet size %d: choose 512 to 65507, 1232 fits everywhere".formatted(packetSize));
        }
        if (heap < MIN_HEAP - MIN_HEAP / 8) { // the JVM counts one of its survivor spaces out
            throw new ClusterException(
                    "a heap of %d bytes is too small: give at least 24 MiB (-Xmx24m)".formatted(heap));
        }
        if (bind.isUnresolved()) {
            throw new ClusterException(
                    "bind address '%s' is unknown: give an address of this machine".formatted(bind.getHostString()));
        }
    }

    /** A node with WAN timing at an address, without keys. */
    public static ClusterOptions named(String name, InetSocketAddress bind) {
        return new ClusterOptions(
                name,
                bind,
                null,
                "",
                Keyring.NONE,
                false,
                Timing.WAN,
                Bytes.EMPTY,
                List.of(),
                null,
                null,
                PACKET_SIZE,
                false,
                Runtime.getRuntime().maxMemory());
    }

    /** The same with another advertised address. */
    public ClusterOptions withAdvertise(InetSocketAddress other) {
        return with(draft -> draft.advertise = other);
    }

    /** The same with another label. */
    public ClusterOptions withLabel(String other) {
        return with(draft -> draft.label = other);
    }

    /** The same with another keyring. */
    public ClusterOptions withKeyring(Keyring other) {
        return with(draft -> draft.keyring = other);
    }

    /** The same with or without compression. */
    public ClusterOptions withCompression(boolean on) {
        return with(draft -> draft.compress = on);
    }

    /** The same with another timing. */
    public ClusterOptions withTiming(Timing other) {
        return with(draft -> draft.timing = other);
    }

    /** The same with other meta data. */
    public ClusterOptions withMeta(Bytes other) {
        return with(draft -> draft.meta = other);
    }

    /** The same with other anchors. */
    public ClusterOptions withAnchors(List<String> other) {
        return with(draft -> draft.anchors = other);
    }

    /** The same with a file that keeps known peers. */
    public ClusterOptions withPeersFile(Path file) {
        return with(draft -> draft.peersFile = file);
    }

    /** The same with a file that keeps the keyring: written at the start and by each change of the keys. */
    public ClusterOptions withKeyringFile(Path file) {
        return with(draft -> draft.keyringFile = file);
    }

    /**
     * The same as an observer: it exchanges user states with its anchors, and sees who is a member there, without being
     * one. It asks no member whether it lives and is not asked, so it may be where most members cannot be reached.
     */
    public ClusterOptions asObserver() {
        return with(draft -> draft.observer = true);
    }

    /**
     * The same with another heap than the JVM's, for several nodes in one JVM: all bounds of buffers follow from it. What
     * the members and the map can hold at all fits into each from 24 MiB on.
     */
    public ClusterOptions withHeap(long bytes) {
        return with(draft -> draft.heap = bytes);
    }

    private ClusterOptions with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** The options that can be changed one by one, while they are. */
    private static final class Draft {
        private final ClusterOptions from;
        private @Nullable InetSocketAddress advertise;
        private String label;
        private Keyring keyring;
        private boolean compress;
        private Timing timing;
        private Bytes meta;
        private List<String> anchors;
        private @Nullable Path peersFile;
        private @Nullable Path keyringFile;
        private boolean observer;
        private long heap;

        Draft(ClusterOptions from) {
            this.from = from;
            advertise = from.advertise;
            label = from.label;
            keyring = from.keyring;
            compress = from.compress;
            timing = from.timing;
            meta = from.meta;
            anchors = from.anchors;
            peersFile = from.peersFile;
            keyringFile = from.keyringFile;
            observer = from.observer;
            heap = from.heap;
        }

        ClusterOptions options() {
            return new ClusterOptions(
                    from.name,
                    from.bind,
                    advertise,
                    label,
                    keyring,
                    compress,
                    timing,
                    meta,
                    anchors,
                    peersFile,
                    keyringFile,
                    from.packetSize,
                    observer,
                    heap);
        }
    }
}
