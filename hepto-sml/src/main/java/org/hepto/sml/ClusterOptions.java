package org.hepto.sml;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
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
 * @param anchors {@code host:port} of nodes with stable addresses; tried first and for ever
 * @param peersFile where known peers are kept over a restart, or null
 * @param packetSize bytes of a datagram at most; 1232 fits any IPv6 link
 * @param maxMembers nodes that are remembered at most
 * @param streamLimit bytes that one stream may bring at most; its state may decompress to twice as many, and all streams
 *     together may hold three times as many
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
        int packetSize,
        int maxMembers,
        int streamLimit) {

    /** memberlist's port. */
    public static final int PORT = 7946;

    /** The default size of datagrams: what every IPv6 link carries, less the headers. */
    public static final int PACKET_SIZE = 1232;

    private static final int MAX_MEMBERS = 16_384;
    private static final int MIN_STREAM = 128 * 1024;

    /** Checks what can be checked without a network; throws {@link ClusterException} with what to do. */
    public ClusterOptions {
        anchors = List.copyOf(anchors);
        if (packetSize < 512 || packetSize > 65_507) {
            throw new ClusterException(
                    "packet size %d: choose 512 to 65507, 1232 fits everywhere".formatted(packetSize));
        }
        if (streamLimit < MIN_STREAM || streamLimit > Limits.STREAM) {
            throw new ClusterException(
                    "stream limit %d: choose %d to %d".formatted(streamLimit, MIN_STREAM, Limits.STREAM));
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
                PACKET_SIZE,
                MAX_MEMBERS,
                Limits.STREAM);
    }

    /** The same with another advertised address. */
    public ClusterOptions withAdvertise(InetSocketAddress other) {
        return new ClusterOptions(
                name,
                bind,
                other,
                label,
                keyring,
                compress,
                timing,
                meta,
                anchors,
                peersFile,
                packetSize,
                maxMembers,
                streamLimit);
    }

    /** The same with another label. */
    public ClusterOptions withLabel(String other) {
        return new ClusterOptions(
                name,
                bind,
                advertise,
                other,
                keyring,
                compress,
                timing,
                meta,
                anchors,
                peersFile,
                packetSize,
                maxMembers,
                streamLimit);
    }

    /** The same with another keyring. */
    public ClusterOptions withKeyring(Keyring other) {
        return new ClusterOptions(
                name,
                bind,
                advertise,
                label,
                other,
                compress,
                timing,
                meta,
                anchors,
                peersFile,
                packetSize,
                maxMembers,
                streamLimit);
    }

    /** The same with or without compression. */
    public ClusterOptions withCompression(boolean on) {
        return new ClusterOptions(
                name,
                bind,
                advertise,
                label,
                keyring,
                on,
                timing,
                meta,
                anchors,
                peersFile,
                packetSize,
                maxMembers,
                streamLimit);
    }

    /** The same with another timing. */
    public ClusterOptions withTiming(Timing other) {
        return new ClusterOptions(
                name,
                bind,
                advertise,
                label,
                keyring,
                compress,
                other,
                meta,
                anchors,
                peersFile,
                packetSize,
                maxMembers,
                streamLimit);
    }

    /** The same with other meta data. */
    public ClusterOptions withMeta(Bytes other) {
        return new ClusterOptions(
                name,
                bind,
                advertise,
                label,
                keyring,
                compress,
                timing,
                other,
                anchors,
                peersFile,
                packetSize,
                maxMembers,
                streamLimit);
    }

    /** The same with other anchors. */
    public ClusterOptions withAnchors(List<String> other) {
        return new ClusterOptions(
                name,
                bind,
                advertise,
                label,
                keyring,
                compress,
                timing,
                meta,
                other,
                peersFile,
                packetSize,
                maxMembers,
                streamLimit);
    }

    /** The same with a file that keeps known peers. */
    public ClusterOptions withPeersFile(Path file) {
        return new ClusterOptions(
                name,
                bind,
                advertise,
                label,
                keyring,
                compress,
                timing,
                meta,
                anchors,
                file,
                packetSize,
                maxMembers,
                streamLimit);
    }

    /**
     * The same with another limit for streams, at least 128 KiB: for nodes with a small heap. All that the cluster shares
     * must fit into it, or push/pull fails.
     */
    public ClusterOptions withStreamLimit(int bytes) {
        return new ClusterOptions(
                name,
                bind,
                advertise,
                label,
                keyring,
                compress,
                timing,
                meta,
                anchors,
                peersFile,
                packetSize,
                maxMembers,
                bytes);
    }
}
