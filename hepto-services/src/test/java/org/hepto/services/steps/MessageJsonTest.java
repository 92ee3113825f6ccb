package org.hepto.services.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hepto.pekahi.CertificateSpec;
import org.hepto.services.node.Authority;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageJsonTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00.123456789Z");

    private static final Leaf LEAF = new Leaf(
            "node", CertificateSpec.node("n1", Ipv6Address.parse("fd00::1")), Authority.NODES, Duration.ofMinutes(20));

    private static final NodeSpec MASTER = new NodeSpec(
            "n1", Ipv6Address.parse("fd00::1"), Ipv6Prefix.parse("fd00:0:0:1000::/64"), Optional.empty(), true);

    private static final NodeSpec NODE = new NodeSpec(
            "n2", Ipv6Address.parse("fd00::2"), Ipv6Prefix.parse("fd00:0:0:1001::/64"), Optional.of("berlin"), false);

    static final List<Step> STEPS = List.of(
            new Step.IssueAuthorities(NOW),
            new Step.IssueLeaves(List.of(LEAF, Leaf.of("etcd", Leaf.local("etcd"), Authority.ETCD)), NOW),
            new Step.RequestCertificate(),
            new Step.SignNode("-----BEGIN\nx\n", "n2", Ipv6Address.parse("fd00::2"), NOW),
            new Step.InstallNodeCertificate("a\n", "b\nc\n", "d\n", NOW),
            new Step.IssueUser("jane", List.of("dev", "ops"), Duration.ofDays(30), "https://[fd00::1]:6443", NOW),
            new Step.ReplaceNodesAuthority(NOW),
            new Step.RefreshKubeletTrust(),
            new Step.DropOldNodesAuthority(),
            new Step.ReconcileNodes(List.of(MASTER, NODE), true),
            new Step.AwaitEtcd(),
            new Step.AwaitHealth("https://[::1]:6443/readyz", Duration.ofSeconds(10)),
            new Step.ApplyBootstrap(),
            new Step.AwaitNodeReady(),
            new Step.AwaitContainerd(),
            new Step.StopContainers(Duration.ofSeconds(8)));

    static final List<Message> OTHERS = List.of(
            new Message.Cancel(2),
            new Message.Missing(3, "a read\nfrom \"etcd\" \u00e4"),
            new Message.Finished(4, new StepResult.Done("fd00::/64")),
            new Message.Finished(5, new StepResult.Issued(List.of("a", "b"), NOW)),
            new Message.Finished(6, new StepResult.Issued(List.of(), Instant.MAX)),
            new Message.Finished(6, new StepResult.Signed("-----BEGIN\nx\n", NOW)),
            new Message.Failed(7, "no space left on device", false),
            new Message.Failed(Long.MAX_VALUE, "set the clock", true));

    @ParameterizedTest
    @FieldSource("STEPS")
    void stepIsReadAsItWasWritten(Step step) throws IOException {
        assertIsRead(new Message.Run(1, step));
    }

    @ParameterizedTest
    @FieldSource("OTHERS")
    void messageIsReadAsItWasWritten(Message message) throws IOException {
        assertIsRead(message);
    }

    private static void assertIsRead(Message message) throws IOException {
        String line = MessageJson.write(message);
        assertThat(line)
                .endsWith("\n")
                .satisfies(text -> assertThat(text.lines()).hasSize(1));
        assertThat(MessageJson.read(line)).isEqualTo(message);
    }

    @Test
    void everyStepIsAmongThem() {
        assertThat(STEPS)
                .extracting(Object::getClass)
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(Step.class.getPermittedSubclasses()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[1]",
                "{\"id\":1",
                "{\"id\":1}",
                "{\"id\":\"x\",\"cancel\":true}",
                "{\"id\":1,\"step\":\"dance\"}",
                "{\"id\":1,\"step\":\"issue-authorities\",\"now\":\"noon\"}",
                "{\"id\":1,\"step\":\"reconcile-nodes\"}",
                "{\"id\":1,\"step\":\"sign-node\",\"csr\":\"\",\"name\":\"a\",\"mesh\":\"::g\",\"now\":\"2030-01-01T00:00:00Z\"}",
                "{\"id\":1,\"step\":\"issue-leaves\",\"now\":\"2030-01-01T00:00:00Z\",\"leaves\":[1]}"
            })
    void whatIsNoMessageIsRefused(String line) {
        assertThatThrownBy(() -> MessageJson.read(line)).isInstanceOf(IOException.class);
    }
}
