package org.hepto.sml;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How a node takes part. Start from {@link #named} and change what is not to be default. */
public final class ClusterOptions {

    /** memberlist's port. */
    public static final int PORT = 7946;

    /** The default size of datagrams: what every IPv6 link carries, less the headers. */
    public static final int PACKET_SIZE = 1232;

    private static final int MIN_PACKET = 512;
    private static final int MAX_PACKET = 65_507;
    private static final long MIN_HEAP = 24L * 1024 * 1024;

    /** The options, from their defaults; changed only before a {@code ClusterOptions} has them. */
    private static final class Draft implements Cloneable {
        private final String name;
        private final InetSocketAddress bind;
        private @Nullable InetSocketAddress advertise;
        private String label = "";
        private Keyring keyring = Keyring.NONE;
        private boolean compress;
        private Timing timing = Timing.WAN;
        private Bytes meta = Bytes.EMPTY;
        private List<String> anchors = List.of();
        private @Nullable Path peersFile;
        private @Nullable Path keyringFile;
        private int packetSize = PACKET_SIZE;
        private AliveFilter aliveFilter = AliveFilter.ALL;
        private boolean observer;
        private long heap = Runtime.getRuntime().maxMemory();

        Draft(String name, InetSocketAddress bind) {
            this.name = name;
            this.bind = bind;
        }

        @Override
        protected Draft clone() {
            try {
                return (Draft) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private final Draft options;

    /** Checks what can be checked without a network; throws {@link ClusterException} with what to do. */
    private ClusterOptions(Draft options) {
        this.options = options;
        options.timing.check();
        options.anchors.forEach(HostPort::check);
        if (options.packetSize < MIN_PACKET || options.packetSize > MAX_PACKET) {
            throw new ClusterException("packet size %d: choose %d to %d, %d fits everywhere"
                    .formatted(options.packetSize, MIN_PACKET, MAX_PACKET, PACKET_SIZE));
        }
        if (options.heap < MIN_HEAP - MIN_HEAP / 8) { // the JVM counts one of its survivor spaces out
            throw new ClusterException(
                    "a heap of %d bytes is too small: give at least 24 MiB (-Xmx24m)".formatted(options.heap));
        }
        if (options.bind.isUnresolved()) {
            throw new ClusterException("bind address '%s' is unknown: give an address of this machine"
                    .formatted(options.bind.getHostString()));
        }
    }

    /**
     * Returns the options of a node with WAN timing, without keys.
     *
     * @param name unique in the cluster
     * @param bind where it listens, for packets and streams; port 0 takes any free one
     */
    public static ClusterOptions named(String name, InetSocketAddress bind) {
        return new ClusterOptions(new Draft(name, bind));
    }

    /**
     * Returns the same options for a text: {@code host:port}, {@code [IPv6]:port}, or a host alone, which means
     * {@link #PORT}. The host is resolved at once.
     */
    public static ClusterOptions named(String name, String bind) {
        return named(name, HostPort.socket(bind));
    }

    /** Returns the name, unique in the cluster. */
    public String name() {
        return options.name;
    }

    /** Returns where it listens. */
    public InetSocketAddress bind() {
        return options.bind;
    }

    /** Returns the address at which others reach it, or null for {@link #bind}. */
    public @Nullable InetSocketAddress advertise() {
        return options.advertise;
    }

    /** Returns a copy that tells others to use this address, which {@link #bind} needs if it stands for all addresses. */
    public ClusterOptions withAdvertise(InetSocketAddress address) {
        return with(draft -> draft.advertise = address);
    }

    /** Returns the same for a text, such as {@code host:port}. */
    public ClusterOptions withAdvertise(String address) {
        return withAdvertise(HostPort.socket(address));
    }

    /** Returns what keeps clusters apart that meet by accident; empty is none. */
    public String label() {
        return options.label;
    }

    /** Returns a copy with another label. */
    public ClusterOptions withLabel(String label) {
        return with(draft -> draft.label = label);
    }

    /** Returns what seals everything; {@link Keyring#NONE} seals nothing. */
    public Keyring keyring() {
        return options.keyring;
    }

    /** Returns a copy with another keyring. */
    public ClusterOptions withKeyring(Keyring keyring) {
        return with(draft -> draft.keyring = keyring);
    }

    /** Returns whether what is sent is compressed; what comes may always be. */
    public boolean compress() {
        return options.compress;
    }

    /** Returns a copy with or without compression. */
    public ClusterOptions withCompression(boolean on) {
        return with(draft -> draft.compress = on);
    }

    /** Returns how patient it is. */
    public Timing timing() {
        return options.timing;
    }

    /** Returns a copy with another timing. */
    public ClusterOptions withTiming(Timing timing) {
        return with(draft -> draft.timing = timing);
    }

    /** Returns the bytes that others see, at most 512. */
    public Bytes meta() {
        return options.meta;
    }

    /** Returns a copy with other meta data. */
    public ClusterOptions withMeta(Bytes meta) {
        return with(draft -> draft.meta = meta);
    }

    /** Returns {@code host:port} of nodes with stable addresses. */
    public List<String> anchors() {
        return options.anchors;
    }

    /** Returns a copy with other anchors: {@code host:port} texts, which are resolved and tried for ever. */
    public ClusterOptions withAnchors(List<String> hosts) {
        return with(draft -> draft.anchors = List.copyOf(hosts));
    }

    /** Returns the file that keeps known peers over a restart, or null. */
    public @Nullable Path peersFile() {
        return options.peersFile;
    }

    /** Returns a copy with a file that keeps known peers. */
    public ClusterOptions withPeersFile(Path file) {
        return with(draft -> draft.peersFile = file);
    }

    /** Returns the file that keeps the keyring over a restart, or null; what it holds goes before {@link #keyring}. */
    public @Nullable Path keyringFile() {
        return options.keyringFile;
    }

    /** Returns a copy with a file that keeps the keyring: written at the start and by each change of the keys. */
    public ClusterOptions withKeyringFile(Path file) {
        return with(draft -> draft.keyringFile = file);
    }

    /** Returns the most bytes of a datagram. */
    public int packetSize() {
        return options.packetSize;
    }

    /**
     * Returns a copy with another size of datagrams, 512 to 65507 bytes. {@link #PACKET_SIZE} fits any IPv6 link; a larger
     * one must fit every path between members, because lost fragments look like a node that does not answer, and one above
     * 4096 bytes is taken from members only. Name and meta data must fit into a packet together.
     */
    public ClusterOptions withPacketSize(int bytes) {
        return with(draft -> draft.packetSize = bytes);
    }

    /** Returns what decides which other nodes may be members. */
    public AliveFilter aliveFilter() {
        return options.aliveFilter;
    }

    /** Returns a copy that takes only those nodes for members that a filter admits. */
    public ClusterOptions withAliveFilter(AliveFilter filter) {
        return with(draft -> draft.aliveFilter = filter);
    }

    /** Returns whether it is no member, see {@link #asObserver}. */
    public boolean observer() {
        return options.observer;
    }

    /**
     * Returns a copy as an observer: it exchanges user states with its anchors, and sees who is a member there, without
     * being one. It asks no member whether it lives and is not asked, so it may be where most members cannot be reached.
     */
    public ClusterOptions asObserver() {
        return with(draft -> draft.observer = true);
    }

    /** Returns the bytes of which 18 parts of 32 at most are for buffers, see {@link #withHeap}. */
    public long heap() {
        return options.heap;
    }

    /**
     * Returns a copy with another heap than the JVM's, for several nodes in one JVM: all bounds of buffers follow from it.
     * What the members and the map can hold at all fits into each from 24 MiB on.
     */
    public ClusterOptions withHeap(long bytes) {
        return with(draft -> draft.heap = bytes);
    }

    private ClusterOptions with(Consumer<Draft> change) {
        Draft draft = options.clone();
        change.accept(draft);
        return new ClusterOptions(draft);
    }
}
