package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.pekahi.CertificateFiles;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.hepto.utils.Ipv6Address;

/** The cluster's one controller manager. */
final class KubeControllerManager extends ComponentUnit {
    static final UnitKey<Nothing> KEY = UnitKey.of("controller-manager");

    private static final int PORT = 10257;

    private final Steps steps;

    KubeControllerManager(Node node, Steps steps) {
        super(KEY, PlaneUnit.CONTROL_PLANE, "kube-controller-manager", node);
        this.steps = steps;
    }

    @Override
    List<String> arguments() {
        PkiFiles pki = node().pki();
        CertificateFiles own = pki.leaf(PkiFiles.CONTROLLER_MANAGER);
        Path kubeconfig = kubeconfigFile();
        return List.of(
                "--kubeconfig=" + kubeconfig,
                "--authentication-kubeconfig=" + kubeconfig,
                "--authorization-kubeconfig=" + kubeconfig,
                "--bind-address=::1",
                "--secure-port=" + PORT,
                "--tls-cert-file=" + own.certificate(),
                "--tls-private-key-file=" + own.key(),
                "--profiling=false",
                // there is no other, and losing a lease would end the whole process
                "--leader-elect=false",
                "--use-service-account-credentials=true",
                "--service-account-private-key-file=" + pki.serviceAccountKey(),
                "--root-ca-file=" + pki.authority(Authority.CLUSTER),
                "--cluster-signing-cert-file=" + pki.authority(Authority.CLUSTER),
                "--cluster-signing-key-file=" + pki.authorityKey(Authority.CLUSTER),
                "--allocate-node-cidrs=true",
                "--cluster-cidr=" + node().network().pods(),
                "--node-cidr-mask-size-ipv6=64",
                "--service-cluster-ip-range=" + node().network().services());
    }

    private Path kubeconfigFile() {
        return node().paths().controlPlane().resolve(PkiFiles.CONTROLLER_MANAGER + ".kubeconfig");
    }

    @Override
    List<Leaf> certificates(List<Ipv6Address> publicAddresses) {
        return List.of(
                Leaf.of(PkiFiles.CONTROLLER_MANAGER, Leaf.local("system:kube-controller-manager"), Authority.CLUSTER));
    }

    @Override
    void writeFiles() throws IOException {
        Kubeconfig.writeLocal(kubeconfigFile(), node(), PkiFiles.CONTROLLER_MANAGER);
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(PlaneUnit.CONTROL_PLANE, KubeApiserver.KEY);
    }

    @Override
    void awaitAfterFailure(UnitContext context) throws Exception {
        HelperStep.await(context, steps, KubeApiserver.steady(node()), PATIENCE);
    }

    @Override
    Liveness liveness() {
        return Liveness.tls(PORT);
    }

    @Override
    void awaitReady(UnitContext context) throws Exception {
        Step health = new Step.AwaitHealth("https://[::1]:%d/healthz".formatted(PORT), Duration.ZERO);
        HelperStep.await(context, steps, health, PATIENCE);
    }
}
