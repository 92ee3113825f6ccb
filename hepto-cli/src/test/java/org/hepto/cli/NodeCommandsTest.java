package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.hepto.services.node.NodePaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

/** The commands about a cluster: what they ask the daemon, and what they print. */
class NodeCommandsTest {
    private static final String DATA = "/var/lib/hepto/far/n";

    private final FakeServices services = new FakeServices();

    @Test
    void nodesAreATable() {
        assertThat(new NodeTables(Ansi.OFF, Statuses.NOW).list(Statuses.NODES)).isEqualTo("""
                NAME  STATE     SITE    MESH     PODS                CERTIFICATE  FINGERPRINT  REASON
                n2    admitted  berlin  fd00::2  fd00:0:0:1001::/64  in 6d        SHA256:abc   -
                n3    waiting   -       -        -                   -            SHA256:def   too many?
                """);
        assertThat(services.run("node", "list", "--cluster=far")).isZero();
        assertThat(services.out.toString()).startsWith("NAME").hasLineCount(3);
        assertThat(services.calls).endsWith("nodes " + DATA);
    }

    @Test
    void nameThatIsBeingForgottenIsAllThatIsLeft() {
        assertThat(new NodeTables(Ansi.OFF, Statuses.NOW).list(List.of(Statuses.FORGOTTEN)))
                .isEqualTo("""
                        NAME  STATE      SITE  MESH  PODS  CERTIFICATE  FINGERPRINT  REASON
                        n4    forgotten  -     -     -     -            -            waits until n2 is forgotten
                        """);
    }

    @Test
    void nodesAreALineOfJsonEach() {
        assertThat(services.run("node", "list", "--json")).isZero();
        assertThat(services.out.toString().lines())
                .hasSize(2)
                .first()
                .isEqualTo("{\"name\":\"n2\",\"state\":\"admitted\",\"mesh\":\"fd00::2\","
                        + "\"pods\":\"fd00:0:0:1001::/64\",\"site\":\"berlin\",\"fingerprint\":\"SHA256:abc\","
                        + "\"certificateExpires\":\"2026-01-08T03:04:05Z\"}");
    }

    @Test
    void nodeIsAdmitted() {
        assertThat(services.run("node", "admit", "berlin", "--cluster", "far")).isZero();
        assertThat(services.calls).endsWith("admit %s berlin".formatted(DATA));
        assertThat(services.out.toString()).isEqualTo("berlin is admitted\n");
    }

    @Test
    void nodeIsAdmittedByItsFingerprint() {
        String fingerprint = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";
        assertThat(services.run("node", "admit", fingerprint, "--cluster=far")).isZero();
        assertThat(services.calls).endsWith("admit %s %s".formatted(DATA, fingerprint));
    }

    @Test
    void forgettingTellsEachStep() {
        assertThat(services.run("node", "forget", "berlin", "--cluster=far")).isZero();
        assertThat(services.calls).endsWith("forget %s berlin".formatted(DATA));
        assertThat(services.out.toString())
                .isEqualTo("off the roster?\nberlin is forgotten, its name is free."
                        + " It still has the cluster's key: 'hepto key change' makes that worthless\n");
    }

    @Test
    void keyIsPrintedOrChanged() {
        assertThat(services.run("key")).isZero();
        assertThat(services.out.toString()).matches("[0-9a-f]{64}\n");
        assertThat(services.calls).isEmpty();
        services.out.getBuffer().setLength(0);
        assertThat(services.run("key", "change", "--cluster=far")).isZero();
        assertThat(services.calls).endsWith("change key " + DATA);
        assertThat(services.out.toString())
                .isEqualTo("draws a new key?\nthe key is changed; new nodes need the one in %s/cluster.key\n"
                        .formatted(DATA));
    }

    @Test
    void keyThatCannotBeChangedIsNotSaidToBe() {
        services.failure = new IOException("this is node n1; the master m1 does this");
        assertThat(services.run("key", "change")).isEqualTo(1);
        assertThat(services.out.toString()).doesNotContain("is changed");
    }

    @Test
    void refusalIsTheDaemonsLine() {
        services.failure = new IOException("this is node n1; the master m1 does this");
        assertThat(services.run("node", "forget", "berlin")).isEqualTo(1);
        assertThat(services.err.toString()).isEqualTo("hepto: this is node n1; the master m1 does this\n");
        assertThat(services.out.toString()).as("no success").doesNotContain("forgotten");
    }

    @ParameterizedTest
    @CsvSource({
        "node, node needs one of list",
        "node admit, missing required parameter: 'NODE'; try 'hepto node admit --help'",
        "node admit A, 'A' is no name of a node; try 'hepto node admit --help'",
        "node forget ../x, '../x' is no name of a node; try 'hepto node forget --help'",
        "node --name x list, --name",
        "key chance, unknown argument 'chance'; try 'hepto key --help'",
        "key change n1, unknown argument 'n1'; try 'hepto key change --help'",
        "node delete, unknown argument 'delete'; try 'hepto node --help'",
        "kubeconfig --days 3, --days needs --user: the operator's own certificate is renewed by the master;",
        "kubeconfig --group a, a group needs a user; give --user; try 'hepto kubeconfig --help'",
        "kubeconfig --user a --days 0, 0 days are not 1 to 365; try",
        "kubeconfig --user system:a, the user 'system:a' is one of Kubernetes' own; give another name; try",
        "kubeconfig --server moon, '--server is public, mesh or host; try'",
    })
    void wrongArgumentsAreOneLine(String arguments, String line) {
        assertThat(services.run(arguments.split(" "))).isEqualTo(2);
        assertThat(services.err.toString()).as(arguments).hasLineCount(1).contains(line);
        assertThat(services.calls).isEmpty();
    }

    @Test
    void invitationIsTwoLinesForAShell() {
        assertThat(services.run("invite", "--cluster=far")).isZero();
        assertThat(services.calls).endsWith("invite " + DATA);
        assertThat(services.out.toString()).isEqualTo("""
                # On the new machine, in the directory of hepto.jar. The first line waits for the key: paste it, then
                # Enter and Ctrl-D. On this machine it is shown by: sudo cat %s
                # For NAME give a name that no node has.
                (umask 077; cat >far.key)
                sudo java -jar hepto.jar --role node --cluster far --key-file far.key --name NAME --anchor 2001:db8::1,a.example.org --authority SHA256:abc
                """.formatted(new NodePaths(Path.of(DATA)).clusterKey()));
    }

    @Test
    void invitationQuotesWhatAShellWouldRead() {
        services.anchors = List.of("[2001:db8::1]:7000", "[2001:db8::2]:7946");
        services.run("invite");
        assertThat(services.out.toString()).contains(" --anchor '[2001:db8::1]:7000,2001:db8::2' ");
    }

    @Test
    void invitationWithoutAnchorSaysSo() {
        services.anchors = List.of();
        services.run("invite");
        assertThat(services.out.toString()).contains("# For ADDR give", " --anchor ADDR ");
    }

    @Test
    void kubeconfigIsPrintedAsItIs() {
        assertThat(services.run("kubeconfig", "--cluster=far")).isZero();
        assertThat(services.out.toString()).isEqualTo("apiVersion: v1\n");
        assertThat(services.calls)
                .endsWith("kubeconfig %s KubeconfigRequest[user=Optional.empty, groups=[], days=30, server=public]"
                        .formatted(DATA));
    }

    @Test
    void kubeconfigOfAUser() {
        services.run(
                "kubeconfig",
                "--cluster=far",
                "--user=anna",
                "--group=dev,ops",
                "--group=x",
                "--days=7",
                "--server=mesh");
        assertThat(services.calls)
                .endsWith(
                        "kubeconfig %s KubeconfigRequest[user=Optional[anna], groups=[dev, ops, x], days=7, server=mesh]"
                                .formatted(DATA));
    }

    @ParameterizedTest
    @ValueSource(strings = {"node", "invite", "kubeconfig", "admit", "forget", "--authority", "--api-name"})
    void completionKnowsThem(String word) {
        services.run("completion", "bash");
        assertThat(services.out.toString()).contains(word);
    }
}
