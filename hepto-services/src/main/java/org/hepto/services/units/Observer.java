package org.hepto.services.units;

import java.io.IOException;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.node.Node;
import org.jspecify.annotations.Nullable;

/** A newcomer's way to the cluster: it exchanges with the anchors over the public network, and is no member. */
public final class Observer implements Unit<Gossip> {
    public static final UnitKey<Gossip> KEY = UnitKey.of("gossip", Gossip.class);

    private final Node node;
    private @Nullable Gossip gossip;

    Observer(Node node) {
        this.node = node;
    }

    @Override
    public UnitKey<Gossip> key() {
        return KEY;
    }

    @Override
    public Gossip start(UnitContext context) throws Exception {
        Gossip started = Gossip.observe(node);
        gossip = started;
        return started;
    }

    @Override
    public void stop(StopReason reason) throws IOException {
        if (gossip != null) {
            gossip.close();
            gossip = null;
        }
    }
}
