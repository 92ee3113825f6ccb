package org.hepto.services.units;

import java.nio.file.Path;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.pekahi.CertificateFiles;
import org.hepto.services.node.Node;

/** The cluster's one controller manager. */
final class KubeControllerManager extends ComponentUnit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("controller-manager");

    private static final int PORT = 10257;

    KubeControllerManager() {
        super(KEY, PlaneUnit.CONTROL_PLANE, "kube-controller-manager");
    }

    static PlaneUnit.Component component(Node node) {
        Credentials.Files pki = new Credentials.Files(node.paths().pki());
        CertificateFiles own = pki.files(Credentials.CONTROLLER_MANAGER);
        CertificateFiles ca = pki.files(Credentials.CA);
        Path kubeconfig = node.paths().controlPlane().resolve(Credentials.CONTROLLER_MANAGER + ".kubeconfig");
        return new PlaneUnit.Component(
                "kube-controller-manager",
                List.of(
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
                        "--service-account-private-key-file="
                                + node.paths().pki().resolve(Credentials.SERVICE_ACCOUNT + ".key"),
                        "--root-ca-file=" + ca.certificate(),
                        "--cluster-signing-cert-file=" + ca.certificate(),
                        "--cluster-signing-key-file=" + ca.key(),
                        "--allocate-node-cidrs=true",
                        "--cluster-cidr=" + node.network().pods(),
                        "--node-cidr-mask-size-ipv6=64",
                        "--service-cluster-ip-range=" + node.network().services()));
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(PlaneUnit.CONTROL_PLANE, Credentials.KEY, KubeApiserver.KEY);
    }

    @Override
    Nothing awaitReady(UnitContext context) throws Exception {
        context.await(Health.https("https://[::1]:%d/healthz".formatted(PORT), context.get(Credentials.KEY)), PATIENCE);
        return Nothing.NOTHING;
    }
}
