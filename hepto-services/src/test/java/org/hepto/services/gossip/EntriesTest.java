package org.hepto.services.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hepto.services.node.ClusterNetwork;
import org.hepto.sml.AuthorityPolicy;
import org.hepto.sml.Bytes;
import org.hepto.sml.MapKey;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgEndpoint;
import org.hepto.wg.WgKey;
import org.hepto.wg.WgPrivateKey;
import org.junit.jupiter.api.Test;

class EntriesTest {
    private static final WgKey KEY = WgPrivateKey.generate().publicKey();
    private static final ClusterNetwork NETWORK = new ClusterNetwork(Ipv6Prefix.parse("fd12:3456:789a::/48"));
    private static final JoinRequest REQUEST = new JoinRequest(
            "n1", KEY, "-----BEGIN\nX\n", Optional.of("berlin"), Optional.of("SHA256:a"), Instant.EPOCH);
    private static final NodeRecord RECORD =
            new NodeRecord(KEY, NETWORK.podRange(3), Optional.empty(), true, "-----BEGIN\nX\n");

    private static <T> void comesBack(MapKey<T> key, T value) {
        assertThat(key.read().apply(key.write().apply(value))).isEqualTo(value);
    }

    @Test
    void valuesComeBackAsTheyWereWritten() {
        comesBack(Entries.REQUEST, REQUEST);
        comesBack(Entries.NODE, RECORD);
        comesBack(Entries.CLUSTER, new ClusterRecord(NETWORK, NETWORK.mesh(KEY), "a\nb", "c"));
        comesBack(
                Entries.ENDPOINTS,
                List.of(
                        new WgEndpoint(Ipv6Address.parse("2001:db8::1"), 51820),
                        new WgEndpoint(Ipv6Address.parse("2001:db8::2"), 1)));
        comesBack(Entries.ENDPOINTS, List.of());
    }

    @Test
    void requestAndRecordHaveTheRoomThatThePolicyGives() {
        JoinRequest long52 = new JoinRequest(
                "n".repeat(52),
                KEY,
                "c".repeat(600),
                Optional.of("s".repeat(63)),
                Optional.of("SHA256:" + "a".repeat(43)),
                Instant.EPOCH);
        assertThat(Entries.REQUEST.write().apply(long52).length()).isLessThan(AuthorityPolicy.REQUEST_BYTES / 2);
        assertThat(Entries.NODE.write().apply(RECORD).length()).isLessThan(AuthorityPolicy.ABOUT_BYTES / 4);
    }

    @Test
    void whatIsNoSuchValueIsAnIllegalArgument() {
        for (String text :
                List.of("", "{", "[]", "{}", "{\"name\":{}}", "\u0000", "{\"name\":\"a\",\"wireguard\":\"!\"}")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Entries.REQUEST.read().apply(Bytes.utf8(text)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Entries.NODE.read().apply(Bytes.utf8(text)));
        }
    }
}
