package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.hepto.lab.BackgroundProcess;
import org.hepto.lab.HostSize;
import org.hepto.lab.Lab;
import org.hepto.lab.LabHost;
import org.hepto.lab.LabTest;
import org.hepto.lab.OciImage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A cluster of three on one host without an IPv6 uplink, as CI has it. */
@Tag("soak")
@LabTest(router = false, timeoutSeconds = 3600)
class UpTest {
    private static final int MEMORY = 6144;
    private static final int DISK = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(40);
    private static final String DIRECTORY = HeptoNode.DATA + "/local";

    private final LabHost host;

    UpTest(Lab lab) {
        host = lab.host("ci", new HostSize(MEMORY, DISK));
        lab.boot();
    }

    @Test
    void threeNodesAreReadyServeAndLeaveNothing() throws IOException {
        provideImage();
        String links = host.ok("ls /sys/class/net");
        BackgroundProcess up = host.start("up", hepto("up --nodes 3 --wait 1200"));
        host.report(up.log());
        HeptoNode.await("up to end", PATIENCE, () -> !up.running());
        up.output()
                .lines()
                .filter(line -> line.matches("[mn]\\d (is Ready|takes) .*"))
                .forEach(line -> System.out.println("soak: " + line));
        assertThat(up.output()).contains("pods will not reach the outside", "export KUBECONFIG=");

        assertThat(kubectl("get nodes --no-headers").lines()).hasSize(3).allMatch(line -> line.contains(" Ready "));
        host.ok("cat > /data/spread.yaml <<'END'\n%s\nEND".formatted(Walkthrough.resource("spread.yaml")));
        kubectl("apply -f /data/spread.yaml");
        kubectl("rollout status daemonset/spread --timeout=280s");
        String service = kubectl("get service spread -o jsonpath='{.spec.clusterIP}'");
        for (String pod : kubectl("get pods -l app=spread -o name").lines().toList()) {
            assertThat(kubectl("exec %s -- wget -qO- http://[%s]/".formatted(pod, service)))
                    .startsWith("spread-");
        }

        HeptoNode.succeed(host, hepto("down"));
        assertThat(host.run("test -e " + DIRECTORY).ok()).isFalse();
        assertThat(host.ok("ls /sys/class/net")).isEqualTo(links);
        assertThat(host.run("pgrep -f DaemonMain").ok()).isFalse();
        HeptoNode.succeed(host, hepto("down"));
    }

    private void provideImage() throws IOException {
        Path archive = Files.createTempFile("busybox", ".tar");
        OciImage.busybox().writeTo(archive);
        host.ok("mkdir -p %s/images".formatted(HeptoNode.DATA));
        host.copyTo(archive, HeptoNode.DATA + "/images/busybox.tar");
        Files.delete(archive);
    }

    private static String hepto(String arguments) {
        return "GODEBUG=asyncpreemptoff=1 %s -jar %s %s --data %s"
                .formatted(HeptoNode.java(), HeptoNode.jar(), arguments, HeptoNode.DATA);
    }

    private String kubectl(String arguments) {
        return HeptoNode.succeed(
                host,
                "KUBECONFIG=%s/m1/kubeconfig timeout 300 %s kubectl %s"
                        .formatted(DIRECTORY, HeptoNode.jar(), arguments));
    }
}
