package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hepto.services.gossip.AdmissionRules;
import org.hepto.services.gossip.AdmissionRules.Decision;
import org.hepto.services.gossip.AdmittedNode;
import org.hepto.services.gossip.AuthorityGossip;
import org.hepto.services.gossip.JoinRequest;
import org.hepto.services.gossip.NodeRecord;
import org.hepto.services.node.BoundedLog;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.NodeSpec;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.hepto.sml.Bytes;
import org.hepto.utils.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the authority does again and again: it answers requests, and signs certificates anew that are due. For one thread. */
final class AdmissionRound {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionRound.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    /** Requests that are logged as refused in an hour: as many as there is room for. A stolen key could fill the log. */
    static final int LINES = 64;

    private final Node node;
    private final Steps steps;
    private final Decisions decisions;
    private final AuthorityGossip gossip;
    private final Map<String, String> refused = new HashMap<>();
    private final Map<String, String> said = new HashMap<>();
    private final BoundedLog lines = new BoundedLog(
            LOG,
            LINES,
            Duration.ofHours(1),
            "more requests are refused within this hour; see hepto node list for those of now");
    private final Map<String, Due> due = new HashMap<>();

    /** From when on a certificate is good, and when it is to be made again. */
    private record Due(String certificate, Instant from, Instant at) {
        /** One of the future was signed by a clock that was ahead, and is of no use to anybody. */
        boolean isIt(Instant now) {
            return now.isBefore(from) || !now.isBefore(at);
        }
    }

    AdmissionRound(Node node, Steps steps, Decisions decisions, AuthorityGossip gossip) {
        this.node = node;
        this.steps = steps;
        this.decisions = decisions;
        this.gossip = gossip;
    }

    /** Returns the time between two rounds. */
    static Duration pause(Node node) {
        return Leaf.look(node.lifeOfCertificates(Leaf.NODE_LIFE), LONGEST_PAUSE);
    }

    /** Does one. */
    void run(Instant now) throws IOException, InterruptedException {
        refused.clear();
        for (Map.Entry<String, JoinRequest> request : gossip.view().requests().entrySet()) {
            try {
                consider(request.getKey(), request.getValue(), now);
            } catch (RuntimeException e) { // of one request: it must not keep others from being heard
                refuse(request.getKey(), request.getValue().name(), "it cannot be admitted: " + Errors.line(e), now);
            }
        }
        gossip.offClock()
                .forEach((fingerprint, request) ->
                        refuse(fingerprint, request.name(), AdmissionRules.offClock(request.ahead()), now));
        said.keySet().retainAll(refused.keySet());
        gossip.refusals(refused);
        renew(now);
    }

    private void consider(String fingerprint, JoinRequest request, Instant now) throws InterruptedException {
        Bytes identity = gossip.requester(fingerprint).orElse(Bytes.EMPTY);
        if (identity.isEmpty()) {
            return; // it has gone meanwhile
        }
        AdmissionRules rules = AdmissionRules.of(gossip, node.network(), decisions.leaving(), now);
        switch (rules.decide(request, identity, decisions.isApproved(fingerprint))) {
            case Decision.Granted granted -> {
                NodeRecord record =
                        new NodeRecord(request.wireguard(), granted.pods(), request.site(), false, request.csr());
                admit(fingerprint, request, identity, record, now);
            }
            case Decision.Waiting waiting -> refuse(fingerprint, request.name(), waiting.reason(), now);
            case Decision.Refused refused -> refuse(fingerprint, request.name(), refused.reason(), now);
        }
    }

    /** Signs first: a request that can't be signed must not take a name. */
    private void admit(String fingerprint, JoinRequest request, Bytes identity, NodeRecord record, Instant now)
            throws InterruptedException {
        String name = request.name();
        try {
            String certificate = steps.sign(new Step.SignNode(
                            request.csr(), name, node.network().mesh(record.wireguard()), now))
                    .certificate();
            gossip.admit(name, identity, record);
            gossip.certificate(name, certificate);
            gossip.save(); // its range must not be given to another after a power cut
            decisions.admitted(fingerprint);
            LOG.info("admitted {} ({}) with {} for pods", name, fingerprint, record.pods());
        } catch (IOException e) {
            refuse(fingerprint, name, Errors.line(e), now);
        }
    }

    private void refuse(String fingerprint, String name, String reason, Instant now) {
        refused.put(fingerprint, reason);
        if (!reason.equals(said.put(fingerprint, reason))) {
            String who = NodeConfig.isName(name) ? name : "a newcomer"; // else it could be whole lines of a log
            lines.warn("%s (%s) is not admitted: %s".formatted(who, fingerprint, reason), now);
        }
    }

    private void renew(Instant now) throws IOException, InterruptedException {
        List<AdmittedNode> nodes = gossip.view().nodes();
        due.keySet().retainAll(nodes.stream().map(AdmittedNode::name).toList());
        IOException failure = null;
        for (AdmittedNode admitted : nodes) {
            try {
                renew(admitted, now);
            } catch (IOException e) {
                failure = e; // of one node: the others need theirs
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void renew(AdmittedNode admitted, Instant now) throws IOException, InterruptedException {
        String name = admitted.name();
        if (admitted.record().master()
                || !due(name, admitted.certificate().orElse("")).isIt(now)) {
            return;
        }
        String certificate = steps.sign(new Step.SignNode(admitted.record().csr(), name, admitted.mesh(), now))
                .certificate();
        gossip.certificate(name, certificate);
        LOG.info(
                "signed the certificate of {} anew; it is due at {}",
                name,
                due(name, certificate).at());
    }

    private Due due(String name, String certificate) {
        Due known = due.get(name);
        if (known == null || !known.certificate().equals(certificate)) {
            known = KnownCertificate.find(certificate)
                    .map(found -> new Due(certificate, found.from(), found.renewAt()))
                    .orElseGet(() -> new Due(certificate, Instant.MIN, Instant.MIN));
            due.put(name, known);
        }
        return known;
    }

    /** Returns what the Node objects are to say. */
    Admissions.Roll roll() {
        return new Admissions.Roll(gossip.view().nodes().stream()
                .map(admitted -> new NodeSpec(
                        admitted.name(),
                        admitted.mesh(),
                        admitted.record().pods(),
                        admitted.record().site(),
                        admitted.record().master()))
                .toList());
    }
}
