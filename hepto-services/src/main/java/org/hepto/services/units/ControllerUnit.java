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
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.hepto.utils.Ipv6Address;

/**
 * A component that works beside the apiserver: a client of it, by a certificate with which it also serves its own health
 * on loopback. It can end alone, and is started again in the same process.
 */
abstract class ControllerUnit extends ComponentUnit {
    private final String certificate;
    private final String user;
    private final int port;
    private final Steps steps;

    /**
     * Describes a controller, which runs in the control plane.
     *
     * @param certificate name of its files
     * @param port of its health
     */
    ControllerUnit(UnitKey<Nothing> key, String component, Node node, String certificate, int port, Steps steps) {
        super(key, PlaneUnit.CONTROL_PLANE, component, node);
        this.certificate = certificate;
        this.user = "system:" + component;
        this.port = port;
        this.steps = steps;
    }

    /** Returns the arguments that every controller has. */
    final List<String> common() {
        CertificateFiles own = node().pki().leaf(certificate);
        Path kubeconfig = kubeconfigFile();
        return List.of(
                "--kubeconfig=" + kubeconfig,
                "--authentication-kubeconfig=" + kubeconfig,
                "--authorization-kubeconfig=" + kubeconfig,
                "--bind-address=::1",
                "--secure-port=" + port,
                "--tls-cert-file=" + own.certificate(),
                "--tls-private-key-file=" + own.key(),
                "--profiling=false",
                // there is no other, and losing a lease would end the whole process
                "--leader-elect=false");
    }

    private Path kubeconfigFile() {
        return node().paths().controlPlane().resolve(certificate + ".kubeconfig");
    }

    @Override
    final List<Leaf> certificates(List<Ipv6Address> publicAddresses) {
        return List.of(Leaf.of(certificate, Leaf.local(user), Authority.CLUSTER));
    }

    @Override
    final void writeFiles(UnitContext context) throws IOException {
        Kubeconfig.writeLocal(kubeconfigFile(), node(), certificate);
    }

    @Override
    public final List<UnitKey<?>> needs() {
        return List.of(PlaneUnit.CONTROL_PLANE, KubeApiserver.KEY);
    }

    @Override
    final void awaitAfterFailure(UnitContext context) throws Exception {
        HelperStep.await(context, steps, KubeApiserver.steady(node()), PATIENCE);
    }

    @Override
    final Liveness liveness() {
        return Liveness.tls(port);
    }

    @Override
    final void awaitReady(UnitContext context) throws Exception {
        Step health = new Step.AwaitHealth("https://[::1]:%d/healthz".formatted(port), Duration.ZERO);
        HelperStep.await(context, steps, health, PATIENCE);
    }
}
