package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Certificates are renewed under the components that use them. Lives are so short that every certificate of the start has
 * ended long before the test does: whatever has not read its files again fails then.
 */
@Tag("soak")
@LabTest(timeoutSeconds = 3600)
class CertificateRenewalTest {
    /** Clients look at their files every five minutes, and the last third of a life has to be longer than that. */
    private static final Duration LIFE = Duration.ofMinutes(16);

    /** Every certificate of the start has ended, and each was renewed twice. */
    private static final Duration WATCHED = Duration.ofMinutes(23);

    private static final Duration ROUND = Duration.ofMinutes(1);

    private final HeptoNode node;
    private final Walkthrough user;

    CertificateRenewalTest(Lab lab) {
        node = HeptoNode.boot(lab);
        user = new Walkthrough(node);
    }

    @Test
    void everyComponentReadsItsRenewedCertificatesAgain() {
        node.set("HEPTO_CERTIFICATE_LIFE", LIFE.toString());
        node.startAndAwaitReady();
        user.podsRun();
        String servers = node.webServers();
        String certificates = node.certificates();
        int controlPlane = node.plane("control-plane");
        int nodePlane = node.plane("node");
        int daemon = node.daemon();

        for (int round = 1; round <= WATCHED.toMinutes(); round++) {
            HeptoNode.pause(ROUND);
            useEverything(round);
        }

        assertThat(node.plane("control-plane")).as("the control plane").isEqualTo(controlPlane);
        assertThat(node.plane("node")).as("the node plane").isEqualTo(nodePlane);
        assertThat(node.daemon()).as("the daemon").isEqualTo(daemon);
        assertThat(node.webServers()).as("the pods' processes").isEqualTo(servers);
        assertThat(node.log()).as("nothing was restarted").noneMatch(line -> line.contains("FAILED"));
        assertThat(node.certificates().lines().filter(certificates::contains))
                .as("only authorities are those of the start")
                .allSatisfy(line -> assertThat(line).matches(".*(ca|client-authorities)\\.crt"));
    }

    /** Each step needs another component with a certificate that is good. */
    private void useEverything(int round) {
        user.nodeIsReady(); // kubelet renews its lease as a client
        user.logs(); // the apiserver as a client of the kubelet, and the kubelet as a server
        user.exec();
        // controller manager and scheduler as clients, kubelet and containerd behind them
        node.kubectl("create deployment round-%d --image=docker.io/library/busybox:lab --replicas=1 -- sleep 3600"
                .formatted(round));
        node.kubectl(
                "patch deployment round-%1$d --type=json -p='%2$s'"
                        .formatted(
                                round,
                                "[{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/0/imagePullPolicy\",\"value\":\"Never\"}]"));
        node.kubectl("rollout status deployment/round-%d --timeout=300s".formatted(round));
        node.kubectl("delete deployment round-%d --wait=false".formatted(round));
        // kube-proxy and CoreDNS as clients: what they know of a new Service
        node.kubectl("expose deployment web --name=round-%d --port=80".formatted(round));
        HeptoNode.eventually(
                "DNS to know the new Service",
                () -> node.kubectl(
                        "exec %s -- nslookup round-%d.default.svc.cluster.local".formatted(user.pod(), round)));
        String address = node.kubectl("get service round-%d -o jsonpath='{.spec.clusterIP}'".formatted(round));
        HeptoNode.eventually("the new Service to answer", () -> {
            String answer = HeptoNode.succeed(
                    node.host(),
                    "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | busybox nc -w 30 %s 80 | tail -n 1".formatted(address));
            if (!answer.startsWith("web-")) {
                throw new AssertionError("it answers '%s'".formatted(answer));
            }
        });
        node.kubectl("delete service round-%d".formatted(round));
        System.out.printf("soak: minute %d, every certificate in use is good%n", round);
    }
}
