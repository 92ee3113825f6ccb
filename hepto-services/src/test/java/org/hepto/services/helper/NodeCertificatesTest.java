package org.hepto.services.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.hepto.daeman.FatalUnitException;
import org.hepto.pekahi.Certificates;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.node.TestNodes;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCertificatesTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    @SuppressWarnings("NullAway.Init")
    private Node master;

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @BeforeEach
    void issueAuthorities() throws Exception {
        master = master("master");
        node = TestNodes.node(data.resolve("node"));
    }

    private Node master(String directory) throws Exception {
        Node made = TestNodes.master(data.resolve(directory));
        new LocalSteps(made).run(new Step.IssueAuthorities(NOW));
        return made;
    }

    private static String text(Node by, Step step) throws Exception {
        return ((StepResult.Done) new LocalSteps(by).run(step)).text();
    }

    private String request() throws Exception {
        return text(node, new Step.RequestCertificate());
    }

    private static StepResult.Signed sign(Node by, String csr, String name, Ipv6Address mesh) throws Exception {
        return (StepResult.Signed) new LocalSteps(by).run(new Step.SignNode(csr, name, mesh, NOW));
    }

    private static String authority(Node by, Authority authority) throws IOException {
        return Files.readString(by.pki().authority(authority));
    }

    private StepResult.Issued install(String certificate, Node from, Instant now) throws Exception {
        return (StepResult.Issued) new LocalSteps(node)
                .run(new Step.InstallNodeCertificate(
                        certificate, authority(from, Authority.CLUSTER), authority(from, Authority.NODES), now));
    }

    @Test
    void requestIsForTheOneKeyOfTheNode() throws Exception {
        request();
        Path key = node.pki().leaf(PkiFiles.NODE).key();
        String before = Files.readString(key);
        request();

        assertThat(key).content().isEqualTo(before);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
    }

    @Test
    void signerDecidesWhatTheCertificateSays() throws Exception {
        StepResult.Signed signed = sign(master, request(), "n2", Ipv6Address.parse("fd00::2"));

        X509Certificate certificate =
                Certificates.parsePem(signed.certificate()).getFirst();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=system:node:n2,O=system:nodes");
        assertThat(certificate.getSubjectAlternativeNames()).hasSize(2);
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(7)));
        assertThat(signed.renewAt()).isBetween(NOW.plus(Duration.ofDays(4)), NOW.plus(Duration.ofDays(5)));
        certificate.verify(Certificates.parsePem(authority(master, Authority.NODES))
                .getFirst()
                .getPublicKey());
    }

    @Test
    void whatAStrangerSendsIsNoReasonToGiveUp() {
        for (String csr : new String[] {"", "hello", "-----BEGIN CERTIFICATE REQUEST-----\n", "x".repeat(100_000)}) {
            assertThatThrownBy(() -> sign(master, csr, "n2", node.mesh()))
                    .isInstanceOf(IOException.class)
                    .message()
                    .doesNotContain("\n");
        }
        for (String name : new String[] {"", "N2", "a/b", "a".repeat(53), "n2,O=system:masters"}) {
            assertThatThrownBy(() -> sign(master, request(), name, node.mesh())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void clockOfThePastSignsNothing() throws Exception {
        String csr = request();
        assertThatThrownBy(() -> new LocalSteps(master).run(new Step.SignNode(csr, "n2", node.mesh(), Instant.EPOCH)))
                .isInstanceOf(FatalUnitException.class)
                .hasMessageContaining("set the clock");
    }

    @Test
    void certificateIsInstalledOnce() throws Exception {
        String certificate = sign(master, request(), node.name(), node.mesh()).certificate();

        StepResult.Issued installed = install(certificate, master, NOW);
        Path file = node.pki().leaf(PkiFiles.NODE).certificate();
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        StepResult.Issued again = install(certificate, master, NOW.plus(Duration.ofDays(6)));

        assertThat(installed.changed()).containsExactly("ca", "nodes-ca", "node");
        assertThat(again.changed()).isEmpty();
        assertThat(again.renewAt()).isEqualTo(installed.renewAt());
        assertThat(Files.getLastModifiedTime(file).toInstant()).isEqualTo(Instant.EPOCH);
        assertThat(file).content().isEqualTo(certificate);
        assertThat(node.pki().authority(Authority.NODES)).content().isEqualTo(authority(master, Authority.NODES));
    }

    @Test
    void certificateOfAnotherNodeKeyOrAuthorityChangesNothing() throws Exception {
        Node stranger = master("stranger");
        String own = request();
        String foreignKey = text(stranger, new Step.RequestCertificate());

        assertRefused(sign(master, foreignKey, node.name(), node.mesh()), NOW, "its key is another one");
        assertRefused(sign(stranger, own, node.name(), node.mesh()), NOW, "it is of another authority");
        assertRefused(sign(master, own, "n9", node.mesh()), NOW, "its subject changes");
        assertRefused(sign(master, own, node.name(), Ipv6Address.parse("fd00::9")), NOW, "its names change");
        assertRefused(sign(master, own, node.name(), node.mesh()), NOW.plus(Duration.ofDays(8)), "it has ended");
        assertRefused(sign(master, own, node.name(), node.mesh()), NOW.minus(Duration.ofDays(8)), "not valid before");
    }

    private void assertRefused(StepResult.Signed signed, Instant now, String reason) {
        assertThatThrownBy(() -> install(signed.certificate(), master, now))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\n");
        assertThat(node.pki().leaf(PkiFiles.NODE).certificate()).doesNotExist();
        assertThat(node.pki().authority(Authority.CLUSTER)).doesNotExist();
    }

    @Test
    void leafIsNoAuthority() throws Exception {
        String certificate = sign(master, request(), node.name(), node.mesh()).certificate();
        assertThatThrownBy(() -> new LocalSteps(node)
                        .run(new Step.InstallNodeCertificate(
                                certificate, certificate, authority(master, Authority.NODES), NOW)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("which it is not");
    }

    @Test
    void nodesMoveToANewAuthorityBeforeTheOldOneIsDropped() throws Exception {
        String first = sign(master, request(), node.name(), node.mesh()).certificate();
        install(first, master, NOW);

        String both = text(master, new Step.ReplaceNodesAuthority(NOW));
        assertThat(Certificates.parsePem(both)).hasSize(2);
        assertThat(Tls.certificates(master.pki().clientAuthorities())).hasSize(3);
        assertThat(install(first, master, NOW).changed()).containsExactly("nodes-ca");
        String second = sign(master, request(), node.name(), node.mesh()).certificate();
        assertThat(install(second, master, NOW).changed()).containsExactly("node");

        String one = text(master, new Step.DropOldNodesAuthority());
        assertThat(Certificates.parsePem(one))
                .containsExactly(Certificates.parsePem(both).getFirst());
        assertThat(Tls.certificates(master.pki().clientAuthorities())).hasSize(2);
        assertThat(install(second, master, NOW).changed()).containsExactly("nodes-ca");
        assertThatThrownBy(() -> install(first, master, NOW)).hasMessageContaining("it is of another authority");
    }

    @Test
    void kubeconfigOfAUserHoldsEverythingAndNothingIsKept() throws Exception {
        String before = files();
        String kubeconfig = text(master, user("jane", "dev"));

        assertThat(kubeconfig)
                .contains("server: \"https://[fd00::1]:6443\"", "client-certificate-data: ", "client-key-data: ");
        String encoded = kubeconfig.replaceAll("(?s).*client-certificate-data: ([^,]*),.*", "$1");
        X509Certificate certificate = Certificates.parsePem(
                        new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8))
                .getFirst();
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=jane,O=dev");
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(3)));
        assertThat(files()).isEqualTo(before);
    }

    private String files() throws IOException {
        try (Stream<Path> all = Files.list(master.pki().directory())) {
            return all.sorted().toList().toString();
        }
    }

    private static Step.IssueUser user(String name, String group) {
        return new Step.IssueUser(name, List.of(group), Duration.ofDays(3), "https://[fd00::1]:6443", NOW);
    }

    @Test
    void nobodyIsGivenWhatKubernetesKeepsForItself() {
        for (Step.IssueUser step :
                new Step.IssueUser[] {user("jane", "system:masters"), user("system:node:n1", "dev")}) {
            assertThatThrownBy(() -> new LocalSteps(master).run(step))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is Kubernetes' own");
        }
        assertThatThrownBy(() -> new LocalSteps(master).run(user("", "dev"))).isInstanceOf(IOException.class);
    }
}
