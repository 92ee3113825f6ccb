package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.hepto.pekahi.CertificateSpec;
import org.hepto.pekahi.Certificates;
import org.hepto.services.helper.LocalSteps;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.node.TestNodes;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a master signs, and by which authority. */
class MasterCertificatesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private List<X509Certificate> read(Path file) throws IOException {
        return Certificates.parsePem(Files.readString(file));
    }

    private X509Certificate leaf(Node node, String name) throws IOException {
        return read(node.pki().leaf(name).certificate()).getFirst();
    }

    @Test
    void nodesHaveAnAuthorityOfTheirOwnThatTheApiserverTrustsForClients() throws Exception {
        Node node = TestNodes.master(data);
        IssuedNode.issueAll(node, StandingContext.NOW);
        X509Certificate own = leaf(node, PkiFiles.NODE);

        assertThat(own.getIssuerX500Principal().getName()).isEqualTo("CN=hepto-nodes-ca");
        assertThat(own.getSubjectX500Principal().getName()).isEqualTo("CN=system:node:n1,O=system:nodes");
        assertThat(own.getNotAfter().toInstant()).isEqualTo(StandingContext.NOW.plus(Duration.ofDays(7)));
        assertThat(read(node.pki().clientAuthorities()))
                .containsExactly(
                        read(node.pki().authority(Authority.CLUSTER)).getFirst(),
                        read(node.pki().authority(Authority.NODES)).getFirst());
    }

    @Test
    void onlyTheDaemonsCertificateIsOfTheGroupThatCannotBeTakenAway() throws Exception {
        Node node = TestNodes.master(data);
        IssuedNode.issueAll(node, StandingContext.NOW);

        assertThat(leaf(node, PkiFiles.ADMIN).getSubjectX500Principal().getName())
                .isEqualTo("CN=hepto-admin,O=hepto:admins");
        assertThat(leaf(node, PkiFiles.DAEMON).getSubjectX500Principal().getName())
                .isEqualTo("CN=hepto-daemon,O=system:masters");
    }

    @Test
    void kubeconfigOfTheOperatorFollowsItsCertificate() throws Exception {
        Node node = TestNodes.master(data);
        StandingContext context = new StandingContext();
        new Authorities(node, new LocalSteps(node)).start(context);
        new ControlPlaneCertificates(node, new LocalSteps(node), List.of()).start(context);
        String before = Files.readString(node.paths().kubeconfig());
        context.now = StandingContext.NOW.plus(Duration.ofDays(25));
        context.tasks.getLast().run();

        assertThat(Files.readString(node.paths().kubeconfig())).isNotEqualTo(before);
    }

    @Test
    void apiserverAnswersToTheNamesThatTheOperatorGives() {
        Node node = TestNodes.master(data);
        CertificateSpec serving = new KubeApiserver(
                        node, new LocalSteps(node), List.of("api.example.org", "2001:db8::7"))
                .certificates(List.of()).stream()
                        .filter(leaf -> leaf.name().equals(PkiFiles.APISERVER))
                        .findFirst()
                        .orElseThrow()
                        .spec();

        assertThat(serving.dnsNames()).contains("api.example.org", "kubernetes").doesNotContain("2001:db8::7");
        assertThat(serving.addresses()).contains(Ipv6Address.parse("2001:db8::7"), node.mesh());
    }

    @Test
    void keysThatEverythingDependsOnAreMadeOnce() throws Exception {
        Node node = TestNodes.master(data);
        StandingContext context = new StandingContext();
        new Authorities(node, new LocalSteps(node)).start(context);
        String encryption = Files.readString(node.paths().encryption());
        String authority = Files.readString(node.pki().authorityKey(Authority.NODES));
        new Authorities(node, new LocalSteps(node)).start(context);

        assertThat(Files.readString(node.paths().encryption())).isEqualTo(encryption);
        assertThat(Files.readString(node.pki().authorityKey(Authority.NODES))).isEqualTo(authority);
    }
}
