package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.hepto.services.gossip.AdmittedNode;
import org.hepto.services.gossip.ClusterRecord;
import org.hepto.services.gossip.ClusterView;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;

/** Puts what the authority has published for a node into the node's files. */
record CertificateInstall(Node node, Steps steps) {
    /**
     * Does it if the files say something else, so that the helper is left alone as long as there is nothing new.
     *
     * @param installed is told the certificate that is in its place
     * @throws IOException if what is published does not fit together, as between two entries that belong together
     */
    void run(ClusterView view, Consumer<String> installed, Instant now) throws IOException, InterruptedException {
        Optional<String> certificate = view.node(node.name()).flatMap(AdmittedNode::certificate);
        Optional<ClusterRecord> cluster = view.cluster();
        if (certificate.isEmpty() || cluster.isEmpty()) {
            return;
        }
        install(certificate.get(), cluster.get(), now);
        installed.accept(certificate.get());
    }

    private void install(String certificate, ClusterRecord cluster, Instant now)
            throws IOException, InterruptedException {
        if (!holds(node.pki().leaf(PkiFiles.NODE).certificate(), certificate)
                || !holds(node.pki().authority(Authority.CLUSTER), cluster.authorities())
                || !holds(node.pki().authority(Authority.NODES), cluster.nodeAuthorities())) {
            steps.run(new Step.InstallNodeCertificate(
                    certificate, cluster.authorities(), cluster.nodeAuthorities(), now));
        }
    }

    private static boolean holds(Path file, String text) throws IOException {
        return Files.exists(file) && Files.readString(file).equals(text);
    }
}
