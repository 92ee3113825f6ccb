package org.hepto.services.units;

import java.util.ArrayList;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Steps;

/** The cluster's one controller manager. */
final class KubeControllerManager extends ControllerUnit {
    static final UnitKey<Nothing> KEY = UnitKey.of("controller-manager");

    private static final int PORT = 10257;

    KubeControllerManager(Node node, Steps steps) {
        super(KEY, "kube-controller-manager", node, PkiFiles.CONTROLLER_MANAGER, PORT, steps);
    }

    @Override
    List<String> arguments() {
        PkiFiles pki = node().pki();
        List<String> arguments = new ArrayList<>(common());
        arguments.addAll(List.of(
                "--use-service-account-credentials=true",
                "--service-account-private-key-file=" + pki.serviceAccountKey(),
                "--root-ca-file=" + pki.authority(Authority.CLUSTER),
                "--cluster-signing-cert-file=" + pki.authority(Authority.CLUSTER),
                "--cluster-signing-key-file=" + pki.authorityKey(Authority.CLUSTER),
                // a node has its range before its kubelet starts, from the cluster's authority
                "--allocate-node-cidrs=false"));
        return arguments;
    }
}
