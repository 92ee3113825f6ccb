package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.hepto.services.gossip.FakeGossip;
import org.hepto.services.gossip.JoinRequest;
import org.hepto.services.gossip.NodeRecord;
import org.hepto.services.helper.LocalSteps;
import org.hepto.services.node.Node;
import org.hepto.services.node.Role;
import org.hepto.services.node.TestNodes;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.services.steps.Steps;
import org.hepto.sml.Bytes;
import org.hepto.wg.WgKey;

/** A master with real authorities, and nodes that exist as requests and entries alone. */
final class FakeCluster {
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    final Node master;
    final Steps steps;
    final Decisions decisions;
    final FakeGossip gossip = new FakeGossip(TestNodes.NETWORK, NOW);
    final AdmissionRound round;

    boolean apiAnswers = true;
    int refreshes;

    private final Path data;

    FakeCluster(Path data) throws Exception {
        this.data = data;
        this.master = TestNodes.node(TestNodes.config(Role.MASTER, "test", "m1", data));
        LocalSteps local = new LocalSteps(master);
        this.steps = (step, missing) -> {
            if (!(step instanceof Step.RefreshKubeletTrust)) {
                return local.run(step, missing);
            }
            if (!apiAnswers) {
                throw new IOException("the apiserver does not answer");
            }
            refreshes++;
            return StepResult.Done.SILENT;
        };
        this.decisions = Decisions.of(master);
        this.round = new AdmissionRound(master, steps, decisions, gossip);
        IssuedNode.issueAll(master, NOW);
        gossip.admit(
                "m1",
                Bytes.hex("ff".repeat(32)),
                new NodeRecord(master.wireguard().publicKey(), master.pods(), Optional.empty(), true, ""));
    }

    static Bytes identity(int number) {
        return Bytes.hex("%02x".formatted(number).repeat(32));
    }

    /** Has a newcomer ask. */
    void ask(String name, int identity) throws Exception {
        gossip.ask("SHA256:" + identity, identity(identity), request(name, csr(name)));
    }

    String csr(String name) throws Exception {
        Node newcomer = TestNodes.node(TestNodes.config(Role.NODE, "test", name, data.resolve(name)));
        return new LocalSteps(newcomer).line(new Step.RequestCertificate());
    }

    /** What a newcomer asks for that has a WireGuard key of its own. */
    JoinRequest request(String name, String csr) {
        byte[] key = new byte[WgKey.BYTES];
        ThreadLocalRandom.current().nextBytes(key);
        return new JoinRequest(name, new WgKey(key), csr, Optional.empty(), Optional.empty(), gossip.now);
    }

    void round() throws Exception {
        round.run(gossip.now);
    }
}
