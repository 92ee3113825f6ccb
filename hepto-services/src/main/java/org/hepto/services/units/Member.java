package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.node.Node;
import org.jspecify.annotations.Nullable;

/** The node as a member of its cluster, under its address in the mesh. What it learns is kept for the next start. */
public final class Member implements Unit<Gossip> {
    public static final UnitKey<Gossip> KEY = UnitKey.of("gossip", Gossip.class);

    /** How long after its start gossip may not know yet who lives. */
    static final Duration RETURN = Duration.ofMinutes(1);

    /** What is lost by a power cut comes again from others. */
    private static final Duration SAVE = Duration.ofSeconds(30);

    private final Node node;
    private @Nullable Gossip gossip;
    private @Nullable Rounds saving;

    Member(Node node) {
        this.node = node;
    }

    @Override
    public UnitKey<Gossip> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(Mesh.KEY, PacketFilter.KEY);
    }

    @Override
    public Gossip start(UnitContext context) throws Exception {
        Gossip started = Gossip.join(node);
        gossip = started;
        Rounds rounds = new Rounds("save what gossip knows", context.time(), SAVE, started::saveIfChanged);
        saving = rounds;
        rounds.start();
        return started;
    }

    @Override
    public void stop(StopReason reason) throws IOException, InterruptedException {
        if (saving != null) {
            saving.stop();
            saving = null;
        }
        if (gossip != null) {
            gossip.close();
            gossip = null;
        }
    }
}
