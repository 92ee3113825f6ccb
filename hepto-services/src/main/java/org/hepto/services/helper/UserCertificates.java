package org.hepto.services.helper;

import java.io.IOException;
import java.nio.file.Files;
import org.hepto.pekahi.CertificateSpec;
import org.hepto.pekahi.Credentials;
import org.hepto.pekahi.PkiDirectory;
import org.hepto.pekahi.PkiException;
import org.hepto.services.node.Authority;
import org.hepto.services.node.KubeconfigText;
import org.hepto.services.node.Node;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.utils.Errors;

/** Client certificates of people, inside kubeconfigs. */
final class UserCertificates {
    /** Kubernetes gives rights to such users and groups by itself, those of a node or all there are. */
    private static final String RESERVED = "system:";

    private UserCertificates() {}

    static StepResult issue(Node node, Step.IssueUser step) throws IOException {
        requireFree("user", step.user());
        for (String group : step.groups()) {
            requireFree("group", group);
        }
        if (!step.life().isPositive()) {
            throw new IOException("a certificate cannot live for %s; give at least a day".formatted(step.life()));
        }
        CertificateSpec spec = spec(step);
        return Issuer.attempt(step.now(), () -> {
            Credentials credentials = PkiDirectory.open(node.pki().directory())
                    .readCa(Authority.CLUSTER.file())
                    .issue(spec, step.life(), step.now());
            return new StepResult.Done(KubeconfigText.selfContained(
                    node.config().cluster(),
                    step.server(),
                    Files.readString(node.pki().authority(Authority.CLUSTER)),
                    credentials.certificate(),
                    credentials.key()));
        });
    }

    private static CertificateSpec spec(Step.IssueUser step) throws IOException {
        try {
            return Leaf.client(step.user()).organisation(step.groups().toArray(String[]::new));
        } catch (PkiException e) {
            throw new IOException(Errors.line(e), e);
        }
    }

    private static void requireFree(String kind, String name) throws IOException {
        if (name.startsWith(RESERVED)) {
            throw new IOException("the %s '%s' is Kubernetes' own; choose one that does not begin with %s"
                    .formatted(kind, name, RESERVED));
        }
    }
}
