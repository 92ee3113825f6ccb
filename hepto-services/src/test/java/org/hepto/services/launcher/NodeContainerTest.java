package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.hepto.selfcontain.ContainerSpec;
import org.hepto.services.node.Digests;
import org.hepto.services.node.Enrollment;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.Role;
import org.hepto.services.node.TestNodes;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgKey;
import org.hepto.wg.WgPrivateKey;
import org.junit.jupiter.api.Test;

class NodeContainerTest {
    private static final NodeConfig CONFIG = new NodeConfig(
            Role.MASTER, "test", "n1", "eth0", Optional.empty(), Optional.empty(), List.of(), Path.of("/data"));
    private final WgPrivateKey key = WgPrivateKey.generate();
    private final ContainerSpec spec = of(key);

    private static ContainerSpec of(WgPrivateKey key) {
        return of(key, Optional.of(enrollment(key)));
    }

    private static Enrollment enrollment(WgPrivateKey key) {
        return new Enrollment(
                TestNodes.NETWORK, TestNodes.NETWORK.podRange(0), TestNodes.NETWORK.mesh(key.publicKey()));
    }

    private static ContainerSpec of(WgPrivateKey key, Optional<Enrollment> enrollment) {
        try {
            return NodeContainer.of(CONFIG, List.of(), enrollment, key);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void secretsAreTheSameAfterEveryStartAndOthersOnOtherNodes() {
        assertThat(of(key)).isEqualTo(spec);
        ContainerSpec other = of(WgPrivateKey.generate());
        assertThat(other.publicLink().secret()).isNotEqualTo(spec.publicLink().secret());
        assertThat(other.machineId()).isNotEqualTo(spec.machineId());
    }

    @Test
    void machineIdDoesNotTellTheSecretOfTheInterface() {
        assertThat(spec.machineId()).matches("[0-9a-f]{32}");
        assertThat(spec.machineId()).isNotEqualTo(hex(spec.publicLink().secret()));
    }

    // the peers of the mesh know the public key, and so does who reads the Node's address
    @Test
    void secretDoesNotFollowFromThePublicKey() {
        WgKey known = key.publicKey();
        for (String text : List.of("hepto interface " + known, "hepto interface" + known, known.toString())) {
            byte[] digest = Digests.sha256(text.getBytes(StandardCharsets.UTF_8));
            assertThat(hex(spec.publicLink().secret()))
                    .isNotEqualTo(HexFormat.of().formatHex(digest).substring(0, 32));
        }
    }

    @Test
    void hostEntersByItsEndOfThePair() {
        assertThat(spec.firewall().host()).isEqualTo(spec.hostLink().host());
        assertThat(spec.firewall().node()).isEqualTo(spec.hostLink().node());
    }

    @Test
    void newcomerHasThePairToItsHostAndNothingOfACluster() {
        ContainerSpec newcomer = of(key, Optional.empty());
        assertThat(newcomer.hostLink()).isEqualTo(spec.hostLink());
        assertThat(newcomer.services()).isEmpty();
        assertThat(newcomer.firewall().cluster()).isEmpty();
        assertThat(spec.services()).contains(TestNodes.NETWORK.services());
        assertThat(spec.firewall().cluster()).isPresent();
    }

    private static String hex(Ipv6Address address) {
        return HexFormat.of().formatHex(address.bytes());
    }
}
