package org.hepto.services.units;

import java.nio.file.Path;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.pekahi.CertificateFiles;
import org.hepto.services.node.Node;

/** The cluster's one scheduler. */
final class KubeScheduler extends ComponentUnit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("scheduler");

    private static final int PORT = 10259;

    KubeScheduler() {
        super(KEY, PlaneUnit.CONTROL_PLANE, "kube-scheduler");
    }

    static PlaneUnit.Component component(Node node) {
        CertificateFiles own = new Credentials.Files(node.paths().pki()).files(Credentials.SCHEDULER);
        Path kubeconfig = node.paths().controlPlane().resolve(Credentials.SCHEDULER + ".kubeconfig");
        return new PlaneUnit.Component(
                "kube-scheduler",
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
                        "--leader-elect=false"));
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
