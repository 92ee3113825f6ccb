package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.gossip.AdmissionRules;
import org.hepto.services.gossip.AdmissionRules.Decision;
import org.hepto.services.gossip.AdmittedNode;
import org.hepto.services.gossip.ClusterRecord;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.gossip.JoinRequest;
import org.hepto.services.gossip.NodeRecord;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.steps.NodeSpec;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.services.steps.Steps;
import org.hepto.sml.Bytes;
import org.hepto.utils.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authority of the cluster: admits nodes, and signs their certificates anew before they end. Its value is what the Node
 * objects are to say. Only a master has this unit.
 */
public final class Admissions implements Unit<Admissions.Roll> {
    static final UnitKey<Roll> KEY = UnitKey.of("admissions", Roll.class);

    private static final Logger LOG = LoggerFactory.getLogger(Admissions.class);
    private static final Duration LOOK = Duration.ofSeconds(15);

    /**
     * The nodes of the cluster.
     *
     * @param nodes by name
     */
    record Roll(List<NodeSpec> nodes) {}

    private final Node node;
    private final Steps steps;
    private final Set<String> approved = ConcurrentHashMap.newKeySet();
    private final Map<String, String> said = new HashMap<>();
    private final Map<String, Renewal> renewals = new HashMap<>();
    private @Nullable Rounds rounds;

    /** When a certificate is due. */
    private record Renewal(String certificate, Instant due) {}

    Admissions(Node node, Steps steps) {
        this.node = node;
        this.steps = steps;
    }

    @Override
    public UnitKey<Roll> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(Member.KEY, Authorities.KEY);
    }

    @Override
    public Roll start(UnitContext context) throws Exception {
        Gossip gossip = context.get(Member.KEY);
        gossip.put(new ClusterRecord(
                node.network(),
                node.mesh(),
                Files.readString(node.pki().authority(Authority.CLUSTER)),
                Files.readString(node.pki().authority(Authority.NODES))));
        gossip.admit(
                node.name(),
                gossip.identity(),
                new NodeRecord(
                        node.wireguard().publicKey(), node.pods(), node.config().site(), true, ""));
        gossip.save();
        Rounds started = new Rounds("admit nodes", context.time(), LOOK, () -> round(gossip, context));
        rounds = started;
        gossip.listen(started::wake);
        started.start();
        return roll(gossip);
    }

    private void round(Gossip gossip, UnitContext context) throws IOException, InterruptedException {
        Instant now = context.time().instant();
        Map<String, JoinRequest> requests = gossip.view().requests();
        for (Map.Entry<String, JoinRequest> request : requests.entrySet()) {
            consider(gossip, request.getKey(), request.getValue(), now);
        }
        gossip.offClock()
                .forEach((fingerprint, ahead) ->
                        refuse(gossip, fingerprint, "a newcomer", AdmissionRules.offClock(ahead)));
        Set<String> asking = new HashSet<>(requests.keySet());
        asking.addAll(gossip.offClock().keySet());
        said.keySet().retainAll(asking);
        gossip.retainRefusals(asking);
        for (AdmittedNode admitted : gossip.view().nodes()) {
            renew(gossip, admitted, now);
        }
        Roll roll = roll(gossip);
        context.detail("%d nodes".formatted(roll.nodes().size()));
        context.publish(KEY, roll);
    }

    private void consider(Gossip gossip, String fingerprint, JoinRequest request, Instant now)
            throws IOException, InterruptedException {
        Bytes identity = gossip.requester(fingerprint).orElse(Bytes.EMPTY);
        if (identity.isEmpty()) {
            return; // it has gone meanwhile
        }
        AdmissionRules rules = new AdmissionRules(node.network(), gossip.view().nodes(), now);
        switch (rules.decide(request, identity, approved.contains(request.name()))) {
            case Decision.Granted granted -> {
                NodeRecord record =
                        new NodeRecord(request.wireguard(), granted.pods(), request.site(), false, request.csr());
                admit(gossip, fingerprint, request, identity, record, now);
            }
            case Decision.Waiting waiting -> refuse(gossip, fingerprint, request.name(), waiting.reason());
            case Decision.Refused refused -> refuse(gossip, fingerprint, request.name(), refused.reason());
        }
    }

    /** Signs first: a request that can't be signed must not take a name. */
    private void admit(
            Gossip gossip, String fingerprint, JoinRequest request, Bytes identity, NodeRecord record, Instant now)
            throws InterruptedException {
        String name = request.name();
        try {
            StepResult.Signed signed = sign(request.csr(), name, node.network().mesh(record.wireguard()), now);
            gossip.admit(name, identity, record);
            gossip.certificate(name, signed.certificate());
            gossip.refuse(fingerprint, "");
            gossip.save(); // its range must not be given to another after a power cut
            renewals.put(name, new Renewal(signed.certificate(), signed.renewAt()));
            approved.remove(name);
            LOG.info("admitted {} ({}) with {} for pods", name, fingerprint, record.pods());
        } catch (IOException e) {
            refuse(gossip, fingerprint, name, Errors.line(e));
        }
    }

    private void refuse(Gossip gossip, String fingerprint, String name, String reason) {
        gossip.refuse(fingerprint, reason);
        if (!reason.equals(said.put(fingerprint, reason))) {
            LOG.warn("{} ({}) is not admitted: {}", name, fingerprint, reason);
        }
    }

    private StepResult.Signed sign(String csr, String name, org.hepto.utils.Ipv6Address mesh, Instant now)
            throws IOException, InterruptedException {
        return steps.sign(new Step.SignNode(csr, name, mesh, now));
    }

    private void renew(Gossip gossip, AdmittedNode admitted, Instant now) throws IOException, InterruptedException {
        if (admitted.record().master()) {
            return;
        }
        String certificate = admitted.certificate().orElse("");
        Renewal known = renewals.get(admitted.name());
        if (known == null || !known.certificate().equals(certificate) || !now.isBefore(known.due())) {
            StepResult.Signed signed = sign(admitted.record().csr(), admitted.name(), admitted.mesh(), now);
            gossip.certificate(admitted.name(), signed.certificate());
            renewals.put(admitted.name(), new Renewal(signed.certificate(), signed.renewAt()));
        }
    }

    private static Roll roll(Gossip gossip) {
        return new Roll(gossip.view().nodes().stream()
                .map(admitted -> new NodeSpec(
                        admitted.name(),
                        admitted.mesh(),
                        admitted.record().pods(),
                        admitted.record().site(),
                        admitted.record().master()))
                .toList());
    }

    @Override
    public void stop(StopReason reason) throws InterruptedException {
        if (rounds != null) {
            rounds.stop();
            rounds = null;
        }
    }
}
