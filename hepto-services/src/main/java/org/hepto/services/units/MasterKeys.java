package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.gossip.KeyReplacement;
import org.hepto.services.gossip.KeyReplacement.Progress;
import org.hepto.services.gossip.KeyringServer;
import org.hepto.services.node.Node;
import org.hepto.services.node.OldKeys;
import org.hepto.sml.KeyRotation;
import org.hepto.utils.Errors;
import org.jspecify.annotations.Nullable;

/** The keys of gossip on a master: it gives them to its nodes, and changes them when the operator says so. */
final class MasterKeys implements Unit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("keys");

    private static final Duration LOOK = Duration.ofSeconds(15);

    private final Node node;
    private final KeyChange change;
    private @Nullable KeyringServer server;
    private volatile @Nullable Rounds rounds;

    MasterKeys(Node node, KeyChange change) {
        this.node = node;
        this.change = change;
        change.listen(this::wake);
    }

    private void wake() {
        Rounds running = rounds;
        if (running != null) {
            running.wake();
        }
    }

    @Override
    public UnitKey<Nothing> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(Member.KEY);
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        Gossip gossip = context.get(Member.KEY);
        server = gossip.serveKeys();
        KeyRotation keys = gossip.keys();
        KeyReplacement replacement =
                new KeyReplacement(keys, new OldKeys(node.paths().oldKeys()));
        long returned = context.time().nanoTime() + Member.RETURN.toNanos(); // no step is taken before
        Rounds started = new Rounds("change the key", context.time(), LOOK, () -> {
            Progress progress = advance(replacement, context.time().nanoTime() - returned >= 0);
            context.detail(progress.ended() ? detail(keys) : "changes the key: " + progress.line());
        });
        rounds = started;
        gossip.listen(started::wake);
        started.start();
        return Nothing.NOTHING;
    }

    /** Says by which key a node is heard: by the same one on all nodes. */
    static String detail(KeyRotation keys) {
        return "key " + keys.keyring().prints().getFirst();
    }

    /** @param known whether gossip has had the time to find out who lives */
    private Progress advance(KeyReplacement replacement, boolean known) throws IOException {
        try {
            if (change.isAsked()) {
                replacement.begin();
                change.begun();
            }
            Progress progress = replacement.advance(known);
            if (progress.ended()) {
                change.ended(progress.line());
            } else {
                change.progress(progress.line());
            }
            return progress;
        } catch (IOException | RuntimeException e) {
            change.progress("cannot go on, which is tried again: " + Errors.line(e));
            throw e;
        }
    }

    @Override
    public void stop(StopReason reason) throws IOException, InterruptedException {
        Rounds running = rounds;
        if (running != null) {
            rounds = null;
            running.stop();
        }
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
