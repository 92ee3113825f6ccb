package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ClusterOptionsTest {

    private static final InetSocketAddress BIND = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
    private static final InetSocketAddress OTHER = new InetSocketAddress(InetAddress.ofLiteral("::1"), 7);
    private static final ClusterOptions DEFAULT = ClusterOptions.named("n", BIND);

    private static final AliveFilter NONE = node -> false;

    /** One wither, and what its option is afterwards. */
    record Change(String name, UnaryOperator<ClusterOptions> wither, Object after) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Change> CHANGES = List.of(
            new Change("advertise", options -> options.withAdvertise(OTHER), OTHER),
            new Change("label", options -> options.withLabel("l"), "l"),
            new Change("keyring", options -> options.withKeyring(Keyring.of(Vectors.KEY_256)), Vectors.KEY_256),
            new Change("compress", options -> options.withCompression(true), true),
            new Change("timing", options -> options.withTiming(Timing.LAN), Timing.LAN),
            new Change("meta", options -> options.withMeta(Bytes.utf8("m")), Bytes.utf8("m")),
            new Change("anchors", options -> options.withAnchors(List.of("a:1")), List.of("a:1")),
            new Change("peersFile", options -> options.withPeersFile(Path.of("p")), Path.of("p")),
            new Change("keyringFile", options -> options.withKeyringFile(Path.of("k")), Path.of("k")),
            new Change("packetSize", options -> options.withPacketSize(1400), 1400),
            new Change("aliveFilter", options -> options.withAliveFilter(NONE), NONE),
            new Change("observer", ClusterOptions::asObserver, true),
            new Change("heap", options -> options.withHeap(64L << 20), 64L << 20));

    /** All options in the order of {@link #CHANGES}; the first key stands for the keyring. */
    private static List<Object> all(ClusterOptions options) {
        return Arrays.asList(
                options.advertise(),
                options.label(),
                options.keyring().keys().isEmpty()
                        ? Bytes.EMPTY
                        : options.keyring().keys().getFirst(),
                options.compress(),
                options.timing(),
                options.meta(),
                options.anchors(),
                options.peersFile(),
                options.keyringFile(),
                options.packetSize(),
                options.aliveFilter(),
                options.observer(),
                options.heap());
    }

    @Test
    void aNamedNodeHasTheDefaults() {
        assertThat(DEFAULT.name()).isEqualTo("n");
        assertThat(DEFAULT.bind()).isEqualTo(BIND);
        assertThat(all(DEFAULT))
                .containsExactly(
                        null,
                        "",
                        Bytes.EMPTY,
                        false,
                        Timing.WAN,
                        Bytes.EMPTY,
                        List.of(),
                        null,
                        null,
                        1232,
                        AliveFilter.ALL,
                        false,
                        Runtime.getRuntime().maxMemory());
    }

    @ParameterizedTest
    @FieldSource("CHANGES")
    void aWitherChangesItsOptionAlone(Change change) {
        List<Object> expected = new ArrayList<>(all(DEFAULT));
        expected.set(CHANGES.indexOf(change), change.after());
        ClusterOptions changed = change.wither().apply(DEFAULT);
        assertThat(all(changed)).isEqualTo(expected);
        assertThat(changed.name()).isEqualTo("n");
        assertThat(all(DEFAULT).get(CHANGES.indexOf(change))).as("the original").isNotEqualTo(change.after());
    }

    @Test
    void addressesMayBeTexts() {
        assertThat(ClusterOptions.named("n", "[::1]:0").bind()).isEqualTo(BIND);
        assertThat(ClusterOptions.named("n", "127.0.0.1").bind().getPort()).isEqualTo(ClusterOptions.PORT);
        assertThat(DEFAULT.withAdvertise("[::1]:7").advertise()).isEqualTo(OTHER);
        assertThatThrownBy(() -> ClusterOptions.named("n", "[::1]:65536"))
                .isInstanceOf(ClusterException.class)
                .hasMessage("'[::1]:65536' has no port between 1 and 65535");
        assertThatThrownBy(() -> DEFAULT.withAdvertise("nowhere.invalid:1"))
                .hasMessageStartingWith("'nowhere.invalid' is not known");
    }

    @Test
    void whatNoNodeCanUseIsRefusedWithWhatToDo() {
        assertThatThrownBy(() -> DEFAULT.withPacketSize(511))
                .isInstanceOf(ClusterException.class)
                .hasMessage("packet size 511: choose 512 to 65507, 1232 fits everywhere");
        assertThatThrownBy(() -> DEFAULT.withPacketSize(65_508)).hasMessageContaining("65508");
        assertThatThrownBy(() -> DEFAULT.withHeap(1 << 20)).hasMessageContaining("-Xmx24m");
        assertThatThrownBy(() -> DEFAULT.withAnchors(List.of("a:0"))).hasMessageContaining("port");
        InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere", 1);
        assertThatThrownBy(() -> ClusterOptions.named("n", nowhere)).hasMessageContaining("'nowhere' is unknown");
    }

    @Test
    void whatOthersCouldNeverBeToldIsRefused() {
        Bytes meta = Bytes.wrap(new byte[512]);
        UnaryOperator<ClusterOptions> small = options -> options.withPacketSize(512);
        assertThatThrownBy(() -> JavaPeer.start("n", options -> small.apply(options.withMeta(meta))))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("name and meta data take ")
                .hasMessageContaining("choose larger packets");
        try (JavaPeer peer = JavaPeer.start("n", small)) {
            assertThatThrownBy(() -> peer.cluster.meta(meta))
                    .isInstanceOf(ClusterException.class)
                    .hasMessageStartingWith("name and meta data take ");
        }
    }

    @Test
    void metaDataThatJustFitsIntoAPacketReachesOthers() {
        try (JavaPeer small = JavaPeer.start("small", options -> options.withPacketSize(512));
                JavaPeer other = JavaPeer.start("other")) {
            other.join(small.address());
            int length = 512;
            while (refused(small, Bytes.wrap(new byte[length]))) {
                length--;
            }
            int most = length;
            assertThat(most).isBetween(350, 450);
            Events.until(
                    "the meta data is there",
                    () -> other.cluster.members().stream()
                            .anyMatch(node -> node.meta().length() == most));
        }
    }

    private static boolean refused(JavaPeer peer, Bytes meta) {
        try {
            peer.cluster.meta(meta);
            return false;
        } catch (ClusterException e) {
            return true;
        }
    }

    @Test
    void packetsAreFilledToTheSizeThatIsChosen() {
        try (JavaPeer small = JavaPeer.start("small", options -> options.withPacketSize(600));
                JavaPeer large = JavaPeer.start("large", options -> options.withPacketSize(1400))) {
            assertThat(large.cluster.broadcastSpace() - small.cluster.broadcastSpace())
                    .isEqualTo(800);
        }
    }
}
