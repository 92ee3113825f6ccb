package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Test;

/** A host that loses its power and is started again has the same node, with no manual step. */
@LabTest(timeoutSeconds = 1800)
class PowerCutTest {
    private final HeptoNode node;

    PowerCutTest(Lab lab) {
        node = HeptoNode.boot(lab);
    }

    @Test
    void sameNodeSameCertificatesSameObjectsAndThePodRunsAgain() {
        Walkthrough user = new Walkthrough(node);
        node.startAndAwaitReady();
        user.podsRun();
        node.kubectl("create configmap kept --from-literal=word=remembered");
        String identity = identity();
        String certificates = node.certificates();

        node.host().powerCut();
        node.host().boot();
        node.host().awaitAddress();
        node.startAndAwaitReady();

        assertThat(identity()).isEqualTo(identity);
        assertThat(node.certificates()).isEqualTo(certificates);
        assertThat(node.kubectl("get configmap kept -o jsonpath='{.data.word}'"))
                .isEqualTo("remembered");
        HeptoNode.await(
                "the pods to run again",
                HeptoNode.PATIENCE,
                () -> node.host().run("pgrep -f 'httpd -f -p'").output().lines().count() == 2);
        node.kubectl("rollout status deployment/web --timeout=240s");
        HeptoNode.eventually("the Service to answer", user::serviceAnswersHost);
        HeptoNode.eventually("DNS to answer", user::dnsAnswers);
    }

    /** What makes the Node that node: its object, its mesh address, its pod range, its public address. */
    private String identity() {
        return node.kubectl("get node n1 -o jsonpath='{.metadata.uid} {.status.addresses} {.spec.podCIDR}'")
                + node.host()
                        .ok("nsenter -t %d -n ip -6 -o addr show dev eth0 scope global | awk '{print $4}'"
                                .formatted(node.daemon()));
    }
}
