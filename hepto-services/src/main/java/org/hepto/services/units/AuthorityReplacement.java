package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hepto.services.gossip.AdmittedNode;
import org.hepto.services.gossip.AuthorityGossip;
import org.hepto.services.gossip.ClusterRecord;
import org.hepto.services.gossip.InstalledCertificate;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.hepto.services.units.Revocation.Action;
import org.hepto.utils.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out on a master what {@link Revocation} says. For one thread. */
final class AuthorityReplacement {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorityReplacement.class);

    /** More follow each other at once never. */
    private static final int ACTIONS = 6;

    private final Node node;
    private final Steps steps;
    private final Decisions decisions;
    private final AuthorityGossip gossip;
    private final Duration pause;
    private final Instant started;
    private final Instant returned;

    /**
     * Describes it.
     *
     * @param pause after which every component has read again what was replaced
     * @param started when this node's gossip has
     */
    AuthorityReplacement(
            Node node, Steps steps, Decisions decisions, AuthorityGossip gossip, Duration pause, Instant started) {
        this.node = node;
        this.steps = steps;
        this.decisions = decisions;
        this.gossip = gossip;
        this.pause = pause;
        this.started = started;
        // until then those are waited for that are not there
        this.returned = started.plus(pause.compareTo(Member.RETURN) < 0 ? pause : Member.RETURN);
    }

    /** Says which authorities there are. */
    void tellAuthorities() throws IOException {
        gossip.put(new ClusterRecord(
                node.network(),
                node.mesh(),
                Files.readString(node.pki().authority(Authority.CLUSTER)),
                Files.readString(node.pki().authority(Authority.NODES))));
    }

    /** Takes those off the roster that are forgotten. */
    void dismiss() throws IOException {
        boolean any = false;
        for (String name : decisions.leaving()) {
            if (gossip.view().roster().contains(name)) {
                gossip.dismiss(name);
                any = true;
                LOG.info("{} is off the roster", name);
            }
        }
        if (any) {
            gossip.save(); // it must not be back after a power cut
        }
    }

    /** Goes as far as can be gone now. */
    void round(Instant now) throws IOException, InterruptedException {
        try {
            advance(now);
        } catch (IOException | RuntimeException e) {
            decisions.progress("cannot go on, which is tried again: " + Errors.line(e));
            throw e;
        }
    }

    private void advance(Instant now) throws IOException, InterruptedException {
        decisions.advance(revocation -> revocation.at(now));
        for (int i = 0; i < ACTIONS; i++) {
            Set<String> roster = gossip.view().roster();
            Revocation revocation = decisions.revocation();
            if (revocation.equals(Revocation.NONE) && authorities() == 1) {
                return;
            }
            tellAuthorities(); // of the replacement before this action, in this round or in one that was broken off
            if (!carryOut(revocation.next(situation(now)), roster, now)) {
                return;
            }
        }
    }

    /** Tells whether something else may follow at once. */
    private boolean carryOut(Action action, Set<String> roster, Instant now) throws IOException, InterruptedException {
        switch (action) {
            case Action.Rest _ -> {
                return false;
            }
            case Action.Hold hold -> {
                decisions.progress(hold.reason());
                return false;
            }
            case Action.Replace _ -> replace(roster, now);
            case Action.Reissue reissue -> reissue(reissue.names(), now);
            case Action.Settle _ -> {
                say("all nodes that are there have new certificates");
                decisions.advance(revocation -> revocation.settled(now));
            }
            case Action.Drop _ -> drop();
        }
        return true;
    }

    private void replace(Set<String> roster, Instant now) throws IOException, InterruptedException {
        say("makes a new authority of nodes");
        steps.run(new Step.ReplaceNodesAuthority(now));
        decisions.advance(revocation -> {
            Set<String> dismissed = revocation.names();
            dismissed.removeAll(roster);
            return revocation.begun(dismissed, now);
        });
    }

    private void reissue(List<String> names, Instant now) throws IOException, InterruptedException {
        // before the first kubelet shows a certificate of the new authority, or there would be no exec into its pods
        steps.run(new Step.RefreshKubeletTrust());
        say("issues certificates anew: " + String.join(", ", names));
        for (String name : names) {
            if (name.equals(node.name())) {
                steps.issue(new Step.IssueLeaves(List.of(NodeCertificate.leaf(node)), now));
                continue;
            }
            Optional<AdmittedNode> admitted = gossip.view().node(name);
            if (admitted.isPresent()) {
                gossip.certificate(
                        name,
                        steps.sign(new Step.SignNode(
                                        admitted.get().record().csr(),
                                        name,
                                        admitted.get().mesh(),
                                        now))
                                .certificate());
            }
        }
    }

    private void drop() throws IOException, InterruptedException {
        steps.run(new Step.DropOldNodesAuthority());
        tellAuthorities();
        Set<String> free = decisions.revocation().leaving();
        decisions.advance(Revocation::ended);
        LOG.info("forgotten: {}; what the authority before has signed is worth nothing", String.join(", ", free));
    }

    private void say(String line) {
        LOG.info("the authority of nodes is being replaced: {}", line);
        decisions.progress(line);
    }

    private int authorities() throws IOException {
        return KnownCertificate.count(node.pki().authority(Authority.NODES));
    }

    private Revocation.Situation situation(Instant now) throws IOException {
        KnownCertificate signer =
                KnownCertificate.read(node.pki().authority(Authority.NODES)); // the newest is the first
        List<Revocation.Holder> holders = new ArrayList<>();
        for (AdmittedNode admitted : gossip.view().nodes()) {
            holders.add(admitted.record().master() ? own(signer) : holder(admitted, signer, now));
        }
        return new Revocation.Situation(authorities(), holders, pause, now);
    }

    private Revocation.Holder own(KnownCertificate signer) throws IOException {
        Path file = node.pki().leaf(PkiFiles.NODE).certificate();
        boolean signed = Files.exists(file) && KnownCertificate.read(file).isSignedBy(signer);
        return new Revocation.Holder(node.name(), signed, true, true);
    }

    private Revocation.Holder holder(AdmittedNode admitted, KnownCertificate signer, Instant now) {
        String name = admitted.name();
        Optional<String> pem = admitted.certificate();
        return new Revocation.Holder(
                name,
                pem.flatMap(KnownCertificate::find)
                        .filter(known -> known.isSignedBy(signer))
                        .isPresent(),
                pem.map(InstalledCertificate::digest).equals(gossip.view().installed(name)),
                gossip.isLiving(name) || mayReturn(now));
    }

    /** Of a clock that was set back nothing can be told; it must not have those waited for that are away until it is there. */
    private boolean mayReturn(Instant now) {
        return !now.isBefore(started) && now.isBefore(returned);
    }
}
