package org.hepto.services.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.hepto.services.gossip.AdmissionRules.Decision;
import org.hepto.services.node.ClusterNetwork;
import org.hepto.sml.Bytes;
import org.hepto.sml.Identity;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgPrivateKey;
import org.junit.jupiter.api.Test;

class AdmissionRulesTest {
    private static final ClusterNetwork NETWORK = new ClusterNetwork(Ipv6Prefix.parse("fd12:3456:789a::/48"));
    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
    private static final String AUTHORITY = Identity.fingerprint(Bytes.hex("00".repeat(32)));
    private static final Bytes IDENTITY = Bytes.hex("11".repeat(32));
    private static final Bytes OTHER = Bytes.hex("22".repeat(32));

    private final List<AdmittedNode> nodes = new ArrayList<>();

    private static JoinRequest request(String name, Instant clock) {
        return new JoinRequest(
                name, WgPrivateKey.generate().publicKey(), "csr", Optional.empty(), Optional.empty(), clock);
    }

    private void admit(String name, Bytes identity, int range, Instant admitted) {
        NodeRecord record = new NodeRecord(
                WgPrivateKey.generate().publicKey(), NETWORK.podRange(range), Optional.empty(), false, "csr");
        nodes.add(new AdmittedNode(
                name, identity, admitted, record, NETWORK.mesh(record.wireguard()), Optional.empty(), List.of()));
    }

    private Decision decide(JoinRequest request, boolean approved) {
        return new AdmissionRules(Optional.of(AUTHORITY), NETWORK, nodes, Set.of("leaving"), NOW)
                .decide(request, IDENTITY, approved);
    }

    private static String reason(Decision decision) {
        return switch (decision) {
            case Decision.Refused refused -> refused.reason();
            case Decision.Waiting waiting -> waiting.reason();
            case Decision.Granted granted -> "granted " + granted.pods();
        };
    }

    @Test
    void newcomerGetsTheFirstRangeThatNoNodeHas() {
        admit("m1", OTHER, 0, NOW);
        admit("n2", OTHER, 2, NOW);
        assertThat(decide(request("n1", NOW), false)).isEqualTo(new Decision.Granted(NETWORK.podRange(1)));
    }

    @Test
    void nameOfAnotherIsRefusedWithWhatToDo() {
        admit("n1", OTHER, 1, NOW);
        assertThat(reason(decide(request("n1", NOW), true)))
                .isEqualTo("the name n1 is taken; choose another --name, or on the master: hepto node forget n1");
    }

    @Test
    void nameThatIsBeingForgottenIsNotFreeYet() {
        assertThat(reason(decide(request("leaving", NOW), true)))
                .isEqualTo("the name leaving is being forgotten; try again in some minutes");
    }

    @Test
    void nameThatIsNoLabelIsRefused() {
        assertThat(reason(decide(request("n1/../x", NOW), true))).contains("no DNS label");
    }

    @Test
    void siteThatIsNoLabelIsRefused() {
        for (String site : List.of("a b", "x".repeat(64), "-", "a\nb")) {
            JoinRequest request = new JoinRequest(
                    "n1", WgPrivateKey.generate().publicKey(), "csr", Optional.of(site), Optional.empty(), NOW);
            assertThat(reason(decide(request, true))).contains("no label value");
        }
    }

    @Test
    void whoFollowsAnotherAuthorityIsRefused() {
        String foreign = Identity.fingerprint(OTHER);
        assertThat(reason(decide(following(foreign), true)))
                .isEqualTo("it follows the authority %s; start it with the --authority that hepto invite prints"
                        .formatted(foreign));
        assertThat(reason(decide(following("\u001b[31m"), true)))
                .isEqualTo("what it names as its authority is no fingerprint");
        assertThat(decide(following(AUTHORITY), false)).isInstanceOf(Decision.Granted.class);
    }

    private static JoinRequest following(String authority) {
        return new JoinRequest(
                "n1", WgPrivateKey.generate().publicKey(), "csr", Optional.empty(), Optional.of(authority), NOW);
    }

    @Test
    void clockThatIsMoreThanADayOffIsNamed() {
        assertThat(reason(decide(request("n1", NOW.minus(Duration.ofDays(3))), true)))
                .startsWith("clock 3 days behind");
        assertThat(reason(decide(request("n1", NOW.plus(Duration.ofDays(400))), true)))
                .startsWith("clock 400 days ahead");
        assertThat(decide(request("n1", NOW.minus(Duration.ofHours(23))), false))
                .isInstanceOf(Decision.Granted.class);
    }

    @Test
    void copiedWireguardKeyIsRefused() {
        admit("n1", OTHER, 1, NOW);
        JoinRequest copy = new JoinRequest(
                "n2", nodes.getFirst().record().wireguard(), "csr", Optional.empty(), Optional.empty(), NOW);
        assertThat(reason(decide(copy, true))).contains("was copied");
    }

    @Test
    void seventeenthNodeOfAnHourWaitsUntilAnOperatorAgrees() {
        IntStream.range(0, AdmissionRules.PER_HOUR).forEach(i -> admit("n" + i, OTHER, i, NOW.minusSeconds(60L * i)));
        JoinRequest request = request("late", NOW);
        assertThat(reason(decide(request, false))).contains("hepto node admit late");
        assertThat(decide(request, true)).isInstanceOf(Decision.Granted.class);
    }

    @Test
    void nodesOfEarlierHoursDoNotCount() {
        IntStream.range(0, 40).forEach(i -> admit("n" + i, OTHER, i, NOW.minus(Duration.ofMinutes(61 + i))));
        assertThat(decide(request("late", NOW), false)).isEqualTo(new Decision.Granted(NETWORK.podRange(40)));
    }

    @Test
    void clusterWithoutARangeLeftSaysSo() {
        IntStream.range(0, ClusterNetwork.POD_RANGES).forEach(i -> admit("n" + i, OTHER, i, Instant.EPOCH));
        assertThat(reason(decide(request("late", NOW), true))).contains("no range for pods left");
    }
}
