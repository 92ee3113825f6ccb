package org.hepto.services.units;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hepto.daeman.Condition;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Steps;
import org.jspecify.annotations.Nullable;

/**
 * The one certificate of a node that is no master. It comes by gossip, signed by the cluster's authority, and so does its
 * renewal: the file is replaced under the components, which read it again.
 */
final class ReceivedCertificate implements Unit<Nothing> {
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Node node;
    private final CertificateInstall install;
    private @Nullable Rounds rounds;

    ReceivedCertificate(Node node, Steps steps) {
        this.node = node;
        this.install = new CertificateInstall(node, steps);
    }

    @Override
    public UnitKey<Nothing> key() {
        return NodeCertificate.KEY;
    }

    /** What runs with a certificate goes on while gossip starts again. */
    @Override
    public List<UnitKey<?>> follows() {
        return List.of(Member.KEY);
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        follow(context);
        Path file = node.pki().leaf(PkiFiles.NODE).certificate();
        context.await(
                Condition.poll(
                        "a valid certificate from the master",
                        Duration.ofMillis(500),
                        () -> KnownCertificate.read(file).isValid(context.time().instant())),
                Joining.FOR_EVER);
        NodeCertificate.writeKubeconfig(node);
        return Nothing.NOTHING;
    }

    /** Returns the time between two looks; what the master sends is looked at when it comes. */
    static Duration pause(Node node) {
        return Leaf.look(node.lifeOfCertificates(Leaf.NODE_LIFE), LOOK);
    }

    @Override
    public void changed(UnitContext context, UnitKey<?> followed) throws Exception {
        follow(context);
    }

    private void follow(UnitContext context) throws InterruptedException {
        Gossip gossip = context.get(Member.KEY);
        stop(StopReason.CHANGE);
        Rounds started = new Rounds(
                "take the new certificate",
                context.time(),
                pause(node),
                () -> install.run(
                        gossip.view(), gossip::installed, context.time().instant()));
        rounds = started;
        gossip.listen(started::wake);
        started.start();
    }

    @Override
    public void stop(StopReason reason) throws InterruptedException {
        if (rounds != null) {
            rounds.stop();
            rounds = null;
        }
    }
}
