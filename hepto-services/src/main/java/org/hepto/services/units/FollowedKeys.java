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
import org.hepto.services.gossip.KeyFollower;
import org.hepto.sml.KeyRotation;
import org.hepto.utils.Errors;
import org.jspecify.annotations.Nullable;

/** The keys of gossip on a node that is no master: those that its master has. */
final class FollowedKeys implements Unit<Nothing> {
    private static final Duration LOOK = Duration.ofSeconds(15);

    /** After the master was asked in vain, however often there is news meanwhile. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private @Nullable Rounds rounds;

    @Override
    public UnitKey<Nothing> key() {
        return MasterKeys.KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(Member.KEY);
    }

    @Override
    public Nothing start(UnitContext context) {
        Gossip gossip = context.get(Member.KEY);
        KeyRotation keys = gossip.keys();
        KeyFollower follower = new KeyFollower(gossip.view(), keys, gossip::isLiving, gossip::fetchKeys);
        Rounds started =
                new Rounds("follow the cluster's key", context.time(), LOOK, () -> look(follower, keys, context));
        rounds = started;
        gossip.listen(started::wake);
        started.start();
        return Nothing.NOTHING;
    }

    private static void look(KeyFollower follower, KeyRotation keys, UnitContext context)
            throws IOException, InterruptedException {
        try {
            String hindrance = follower.look();
            context.detail(hindrance.isEmpty() ? MasterKeys.detail(keys) : hindrance);
            if (!hindrance.isEmpty()) {
                Thread.sleep(PAUSE);
            }
        } catch (IOException e) {
            context.detail(Errors.line(e));
            Thread.sleep(PAUSE);
            throw e;
        }
    }

    @Override
    public void stop(StopReason reason) throws InterruptedException {
        if (rounds != null) {
            rounds.stop();
            rounds = null;
        }
    }
}
