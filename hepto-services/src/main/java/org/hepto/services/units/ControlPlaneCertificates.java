package org.hepto.services.units;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Steps;
import org.hepto.utils.Ipv6Address;

/** The certificates of a master besides its node's: those that the components want, the operator's and the daemon's. */
final class ControlPlaneCertificates implements Unit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("control-plane-certificates");

    /** May do everything by a ClusterRoleBinding, which can be taken away, unlike membership of system:masters. */
    private static final String ADMIN_GROUP = "hepto:admins";

    /** Needs no objects in the cluster, so that the daemon can make the first ones. It never leaves the master. */
    private static final String DAEMON_GROUP = "system:masters";

    private final Node node;
    private final List<ComponentUnit> components;
    private final LeafKeeper keeper;

    ControlPlaneCertificates(Node node, Steps steps, List<ComponentUnit> components) {
        this.node = node;
        this.components = components;
        this.keeper = new LeafKeeper(steps, this::renewed);
    }

    @Override
    public UnitKey<Nothing> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(Authorities.KEY);
    }

    @Override
    public List<UnitKey<?>> follows() {
        return List.of(PublicAddress.KEY);
    }

    /** The apiserver serves on the addresses of now; it reads its certificate again. */
    @Override
    public void changed(UnitContext context, UnitKey<?> followed) throws Exception {
        keeper.keep(leaves(context.get(PublicAddress.KEY).addresses()), context);
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        keeper.keep(leaves(context.get(PublicAddress.KEY).addresses()), context);
        writeKubeconfig();
        return Nothing.NOTHING;
    }

    List<Leaf> leaves(List<Ipv6Address> publicAddresses) {
        List<Leaf> leaves = new ArrayList<>();
        components.forEach(component -> leaves.addAll(component.certificates(publicAddresses)));
        leaves.add(Leaf.of(PkiFiles.ADMIN, Leaf.client("hepto-admin").organisation(ADMIN_GROUP), Authority.CLUSTER));
        leaves.add(Leaf.of(PkiFiles.DAEMON, Leaf.client("hepto-daemon").organisation(DAEMON_GROUP), Authority.CLUSTER));
        return leaves.stream()
                .map(leaf -> leaf.life(node.lifeOfCertificates(leaf.life())))
                .toList();
    }

    private void renewed(List<String> names) throws IOException {
        if (names.contains(PkiFiles.ADMIN)) {
            writeKubeconfig();
        }
    }

    /** The node's end of the pair to its host is reached from the host and from the container. */
    private void writeKubeconfig() throws IOException {
        Kubeconfig.writeSelfContained(
                node.paths().kubeconfig(),
                node.config().cluster(),
                "https://%s:%d".formatted(node.hostSide().inUrl(), Node.API_PORT),
                node.pki().authority(Authority.CLUSTER),
                node.pki().leaf(PkiFiles.ADMIN));
    }

    @Override
    public void stop(StopReason reason) {
        keeper.stop();
    }
}
