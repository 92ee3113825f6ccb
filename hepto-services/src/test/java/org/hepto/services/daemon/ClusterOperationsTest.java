package org.hepto.services.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepto.services.control.Invitation;
import org.hepto.services.control.KubeconfigRequest;
import org.hepto.services.control.KubeconfigRequest.Server;
import org.hepto.services.control.ListedNode;
import org.hepto.services.control.NodeOperations;
import org.hepto.services.gossip.FakeGossip;
import org.hepto.services.gossip.JoinRequest;
import org.hepto.services.gossip.NodeRecord;
import org.hepto.services.gossip.OffClock;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.node.Role;
import org.hepto.services.node.TestNodes;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.services.steps.Steps;
import org.hepto.services.units.Decisions;
import org.hepto.sml.Bytes;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgEndpoint;
import org.hepto.wg.WgPrivateKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterOperationsTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final WgEndpoint PUBLIC = new WgEndpoint(Ipv6Address.parse("2001:db8::1"), 51820);
    private static final WgEndpoint HOME = new WgEndpoint(Ipv6Address.parse("2001:db8:2::2"), 51820);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private final FakeGossip gossip = new FakeGossip(TestNodes.NETWORK, NOW);
    private final List<Step> done = new ArrayList<>();
    private final Steps steps = (step, missing) -> {
        done.add(step);
        return new StepResult.Done("a kubeconfig");
    };

    private Node node(Role role, String name, List<String> anchors, List<String> apiNames) {
        NodeConfig plain = TestNodes.config(role, "test", name, data);
        return TestNodes.node(new NodeConfig(
                role,
                "test",
                name,
                "eth0",
                Optional.empty(),
                Optional.empty(),
                plain.nameservers(),
                data,
                anchors,
                Optional.empty(),
                Optional.empty(),
                apiNames));
    }

    private Node master() {
        return node(Role.MASTER, "m1", List.of(), List.of());
    }

    private NodeOperations operations(Node node, Decisions decisions) {
        return new ClusterOperations(node, gossip, decisions, steps, InstantSource.fixed(NOW));
    }

    private NodeOperations operations(Node node) {
        return operations(node, Decisions.of(node));
    }

    private void admit(String name, int range, boolean master) {
        NodeRecord record = new NodeRecord(
                WgPrivateKey.generate().publicKey(),
                TestNodes.NETWORK.podRange(range),
                Optional.of("berlin"),
                master,
                "csr");
        gossip.admit(name, Bytes.hex("%02x".formatted(range).repeat(32)), record);
    }

    private void ask(String fingerprint, String name) {
        gossip.ask(
                fingerprint,
                Bytes.hex("aa".repeat(32)),
                new JoinRequest(
                        name, WgPrivateKey.generate().publicKey(), "csr", Optional.empty(), Optional.empty(), NOW));
    }

    @Test
    void nodesAreThoseOfTheClusterAndThoseThatAsk() throws Exception {
        admit("m1", 0, true);
        admit("n1", 1, false);
        ask("SHA256:b", "n2");
        gossip.refusals.put("SHA256:b", "waits for admission: 16 nodes were admitted within an hour");
        ask("SHA256:c", "n1");
        gossip.refusals.put("SHA256:c", "the name n1 is taken");
        gossip.offClock.put("SHA256:d", new OffClock("n3", Duration.ofDays(4)));
        List<ListedNode> nodes = operations(master()).nodes();
        assertThat(nodes)
                .extracting(node -> node.name() + " " + node.state())
                .containsExactlyInAnyOrder("m1 admitted", "n1 admitted", "n1 refused", "n2 waiting", "n3 refused");
        assertThat(nodes.getFirst().site()).contains("berlin");
        assertThat(nodes.getLast().reason())
                .hasValueSatisfying(reason -> assertThat(reason).startsWith("clock 4 days ahead"));
    }

    @Test
    void nameThatIsBeingForgottenIsListedUntilItIsFree() throws Exception {
        Node master = master();
        Decisions decisions = Decisions.of(master);
        admit("m1", 0, true);
        admit("n1", 1, false);
        admit("n2", 2, false);
        decisions.forget("n1");
        gossip.dismiss("n1");
        decisions.forget("n2"); // its turn to leave the roster comes with the next round
        List<ListedNode> nodes = operations(master, decisions).nodes();
        assertThat(nodes)
                .extracting(node -> node.name() + " " + node.state())
                .containsExactly("m1 admitted", "n1 forgotten", "n2 forgotten");
        assertThat(nodes.get(1).reason()).contains("a new authority of nodes is about to be made");
        assertThat(nodes.get(1).fingerprint()).isEmpty();
    }

    @Test
    void whoWaitsIsLetIn() throws Exception {
        Node master = master();
        Decisions decisions = Decisions.of(master);
        ask("SHA256:b", "n2");
        operations(master, decisions).admit("n2");
        assertThat(decisions.isApproved("SHA256:b")).isTrue();
        assertThatThrownBy(() -> operations(master, decisions).admit("n3"))
                .hasMessage("no node asks to be admitted as n3; see hepto node list");
    }

    @Test
    void ofSeveralUnderOneNameTheFingerprintSaysWhich() throws Exception {
        Node master = master();
        Decisions decisions = Decisions.of(master);
        ask("SHA256:b", "n2");
        ask("SHA256:c", "n2");
        assertThatThrownBy(() -> operations(master, decisions).admit("n2"))
                .hasMessageStartingWith("2 nodes ask to be admitted as n2; give the fingerprint")
                .hasMessageEndingWith("SHA256:b or SHA256:c");
        operations(master, decisions).admit("SHA256:c");
        assertThat(decisions.isApproved("SHA256:b")).isFalse();
        assertThat(decisions.isApproved("SHA256:c")).isTrue();
    }

    @Test
    void whoCannotBeLetInIsToldWhy() {
        admit("n1", 1, false);
        ask("SHA256:b", "n1");
        assertThatThrownBy(() -> operations(master()).admit("n1")).hasMessageStartingWith("the name n1 is taken");
    }

    @Test
    void masterForgetsNeitherItselfNorStrangers() {
        admit("m1", 0, true);
        assertThatThrownBy(() -> operations(master()).forget("m1", line -> {}))
                .hasMessage("m1 is the master, which a cluster cannot forget");
        assertThatThrownBy(() -> operations(master()).forget("n9", line -> {}))
                .hasMessage("n9 is no node of the cluster; see hepto node list");
    }

    @Test
    void nodeSendsTheOperatorToTheMaster() {
        admit("m1", 0, true);
        NodeOperations operations = operations(node(Role.NODE, "n1", List.of(), List.of()));
        assertThatThrownBy(() -> operations.admit("n2"))
                .hasMessage("this is node n1; the master m1 does this: run it there");
        assertThatThrownBy(() -> operations.forget("n2", line -> {})).hasMessageContaining("master m1 does this");
        assertThatThrownBy(() -> operations.changeKey(line -> {})).hasMessageContaining("master m1 does this");
        assertThatThrownBy(() -> operations.kubeconfig(request(Server.PUBLIC)))
                .hasMessageContaining("master m1 does this");
    }

    @Test
    void anchorsAreTheMasterThenWhatTheOperatorGaveThenTheOthers() throws Exception {
        admit("a1", 1, false);
        admit("m1", 0, true);
        gossip.endpoints.put("m1", List.of(PUBLIC));
        gossip.endpoints.put("a1", List.of(HOME));
        Node node = node(Role.NODE, "n1", List.of("anchor.example.org:7946"), List.of());
        assertThat(operations(node).invite())
                .isEqualTo(new Invitation(
                        "test",
                        List.of("[2001:db8::1]:7946", "anchor.example.org:7946", "[2001:db8:2::2]:7946"),
                        "SHA256:authority"));
    }

    private static KubeconfigRequest request(Server server) {
        return new KubeconfigRequest(Optional.empty(), List.of(), 30, server);
    }

    @Test
    void kubeconfigOfTheOperatorNamesTheServerThatIsAskedFor() throws Exception {
        admit("m1", 0, true);
        gossip.endpoints.put("m1", List.of(PUBLIC));
        Node master = master();
        Files.createDirectories(master.pki().directory());
        Files.writeString(master.pki().authority(Authority.CLUSTER), "authority");
        Files.writeString(master.pki().leaf(PkiFiles.ADMIN).certificate(), "certificate");
        Files.writeString(master.pki().leaf(PkiFiles.ADMIN).key(), "key");
        assertThat(operations(master).kubeconfig(request(Server.PUBLIC))).contains("https://[2001:db8::1]:6443");
        assertThat(operations(master).kubeconfig(request(Server.MESH))).contains(master.apiUrl());
        assertThat(operations(master).kubeconfig(request(Server.HOST)))
                .contains("https://[%s]:6443".formatted(master.hostSide()));
        Node named = node(Role.MASTER, "m1", List.of(), List.of("api.example.org"));
        assertThat(operations(named).kubeconfig(request(Server.PUBLIC))).contains("https://api.example.org:6443");
    }

    @Test
    void kubeconfigOfAUserIsMadeByTheHelper() throws Exception {
        KubeconfigRequest request = new KubeconfigRequest(Optional.of("anna"), List.of("developers"), 7, Server.MESH);
        assertThat(operations(master()).kubeconfig(request)).isEqualTo("a kubeconfig");
        assertThat(done)
                .containsExactly(
                        new Step.IssueUser("anna", List.of("developers"), Duration.ofDays(7), master().apiUrl(), NOW));
    }

    @Test
    void masterWithoutAPublicAddressSaysSo() {
        assertThatThrownBy(() -> operations(master()).kubeconfig(request(Server.PUBLIC)))
                .hasMessageContaining("has no public address; choose another --server");
    }
}
