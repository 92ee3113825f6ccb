package org.hepto.services.helper;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.hepto.pekahi.CertificateRequest;
import org.hepto.pekahi.CertificateSpec;
import org.hepto.pekahi.Certificates;
import org.hepto.pekahi.PkiDirectory;
import org.hepto.pekahi.PkiException;
import org.hepto.pekahi.Renewal;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.utils.Errors;

/**
 * The certificate of a node that is no master: requested and installed on the node, signed on the master. What comes from
 * the other side is never a reason to give up for good: it is an {@link IOException}.
 */
final class NodeCertificates {
    private NodeCertificates() {}

    /** Needs nothing of the cluster: a newcomer asks before it has an address. */
    static StepResult request(PkiFiles files) throws IOException {
        try {
            PkiDirectory pki = PkiDirectory.open(files.directory());
            return new StepResult.Done(
                    CertificateRequest.create(pki.ensureKey(PkiFiles.NODE).value())
                            .toPem());
        } catch (PkiException e) {
            throw new IOException(Errors.line(e), e);
        }
    }

    static StepResult sign(Node node, Step.SignNode step) throws IOException {
        if (!NodeConfig.isName(step.name())) {
            throw new IOException("a node cannot have the name it asks for; see --name");
        }
        CertificateRequest request = parse(step.csr());
        return Issuer.attempt(step.now(), () -> {
            X509Certificate certificate = PkiDirectory.open(node.pki().directory())
                    .readCa(Authority.NODES.file())
                    .sign(
                            request.publicKey(),
                            CertificateSpec.node(step.name(), step.mesh()),
                            node.lifeOfCertificates(Leaf.NODE_LIFE),
                            step.now());
            return new StepResult.Signed(Certificates.toPem(certificate), Renewal.renewAt(certificate));
        });
    }

    private static CertificateRequest parse(String csr) throws IOException {
        try {
            return CertificateRequest.parsePem(csr);
        } catch (PkiException e) {
            throw new IOException(Errors.line(e), e);
        }
    }

    /** All is checked before anything is written, and the certificate last: it is verified by the authorities. */
    static StepResult.Issued install(Node node, Step.InstallNodeCertificate step) throws IOException {
        try {
            X509Certificate certificate = one(step.certificate());
            List<X509Certificate> cluster = authorities(step.clusterAuthorities());
            List<X509Certificate> nodes = authorities(step.nodesAuthorities());
            CertificateSpec spec = CertificateSpec.node(node.name(), node.mesh());
            PkiDirectory pki = PkiDirectory.open(node.pki().directory());
            pki.check(PkiFiles.NODE, certificate, spec, nodes, step.now());
            List<String> changed = new ArrayList<>();
            if (pki.ensureBundle(Authority.CLUSTER.file(), cluster)) {
                changed.add(Authority.CLUSTER.file());
            }
            if (pki.ensureBundle(Authority.NODES.file(), nodes)) {
                changed.add(Authority.NODES.file());
            }
            if (pki.store(PkiFiles.NODE, certificate, spec, nodes, step.now())) {
                changed.add(PkiFiles.NODE);
            }
            return new StepResult.Issued(changed, Renewal.renewAt(certificate));
        } catch (PkiException e) {
            throw new IOException(Errors.line(e), e);
        }
    }

    private static X509Certificate one(String pem) throws IOException {
        List<X509Certificate> certificates = Certificates.parsePem(pem);
        if (certificates.size() != 1) {
            throw new IOException(
                    "the master sent %d certificates for this node instead of one".formatted(certificates.size()));
        }
        return certificates.getFirst();
    }

    private static List<X509Certificate> authorities(String pem) throws IOException {
        List<X509Certificate> certificates = Certificates.parsePem(pem);
        for (X509Certificate certificate : certificates) {
            if (certificate.getBasicConstraints() < 0) {
                throw new IOException("the master sent '%s' as an authority, which it is not"
                        .formatted(certificate.getSubjectX500Principal()));
            }
        }
        return certificates;
    }
}
