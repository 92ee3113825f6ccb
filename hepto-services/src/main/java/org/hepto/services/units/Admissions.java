package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.gossip.NodeRecord;
import org.hepto.services.node.Node;
import org.hepto.services.steps.NodeSpec;
import org.hepto.services.steps.Steps;
import org.jspecify.annotations.Nullable;

/**
 * The authority of the cluster: admits nodes, signs their certificates anew before they end, and takes the worth from those
 * of nodes that are forgotten. Its value is what the Node objects are to say. Only a master has this unit.
 */
public final class Admissions implements Unit<Admissions.Roll> {
    static final UnitKey<Roll> KEY = UnitKey.of("admissions", Roll.class);

    /** Rounds in a pause of the replacement of an authority, at least. */
    private static final int IN_A_PAUSE = 5;

    /**
     * The nodes of the cluster.
     *
     * @param nodes by name
     */
    record Roll(List<NodeSpec> nodes) {}

    private final Node node;
    private final Steps steps;
    private final Decisions decisions;
    private final Duration authorityPause;
    private volatile @Nullable Rounds rounds;

    /** @param authorityPause after which every component has read again what was replaced */
    Admissions(Node node, Steps steps, Decisions decisions, Duration authorityPause) {
        this.node = node;
        this.steps = steps;
        this.decisions = decisions;
        this.authorityPause = authorityPause;
        decisions.listen(this::wake);
    }

    private void wake() {
        Rounds running = rounds;
        if (running != null) {
            running.wake();
        }
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
        Instant now = context.time().instant();
        AuthorityReplacement replacement =
                new AuthorityReplacement(node, steps, decisions, gossip, authorityPause, now);
        replacement.tellAuthorities();
        gossip.admit(
                node.name(),
                gossip.identity(),
                new NodeRecord(
                        node.wireguard().publicKey(), node.pods(), node.config().site(), true, ""));
        gossip.save();
        AdmissionRound round = new AdmissionRound(node, steps, decisions, gossip);
        Rounds started = new Rounds("admit nodes", context.time(), look(), () -> round(round, replacement, context));
        rounds = started;
        gossip.listen(started::wake);
        started.start();
        return round.roll();
    }

    private Duration look() {
        Duration usual = AdmissionRound.pause(node);
        Duration part = authorityPause.dividedBy(IN_A_PAUSE);
        return part.compareTo(usual) < 0 ? part : usual;
    }

    private void round(AdmissionRound round, AuthorityReplacement replacement, UnitContext context)
            throws IOException, InterruptedException {
        Instant now = context.time().instant();
        try {
            replacement.dismiss();
            round.run(now);
            replacement.round(now);
        } finally {
            Roll roll = round.roll();
            Set<String> leaving = decisions.leaving();
            context.detail("%d nodes%s"
                    .formatted(
                            roll.nodes().size(),
                            leaving.isEmpty() ? "" : "; forgetting " + String.join(", ", leaving)));
            context.publish(KEY, roll);
        }
    }

    @Override
    public void stop(StopReason reason) throws InterruptedException {
        Rounds running = rounds;
        if (running != null) {
            rounds = null;
            running.stop();
        }
    }
}
