package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A host with a seventh of a CPU comes back with its pods, in one go; how long that takes is printed. */
@Tag("soak")
@LabTest(timeoutSeconds = 7200)
class StarvedHostTest {
    private static final double SHARE = 0.15;
    private static final int PODS = 10;
    private static final Duration LONG = Duration.ofMinutes(60);

    private final HeptoNode node;

    StarvedHostTest(Lab lab) {
        node = HeptoNode.boot(lab);
    }

    @Test
    void rebootWithTenPodsEndsReadyInOneGo() {
        node.startAndAwaitReady();
        Walkthrough user = new Walkthrough(node);
        user.podsRun();
        node.kubectl("scale deployment web --replicas=%d".formatted(PODS));
        node.kubectl("rollout status deployment/web --timeout=300s");
        node.host().powerCut();
        node.host().boot();
        node.host().awaitAddress();
        node.host().limitCpu(SHARE);
        long begin = System.nanoTime();
        node.start();
        node.awaitReady(LONG);
        long ready = seconds(begin);
        HeptoNode.await(
                "the pods' servers to run",
                LONG,
                () -> node.webServers().lines().count() == PODS);
        System.out.printf(
                "soak: with %.0f %% of a CPU: Ready after %d s, %d pods after %d s%n",
                SHARE * 100, ready, PODS, seconds(begin));
        String said = node.process().output();
        System.out.printf("soak: the node said:%n%s%n", said);
        assertThat(said).doesNotContain("control-plane failed", "etcd failed", "apiserver failed");
        assertThat(node.host()
                        .ok("cat %s/log/control-plane*.log | grep -c 'plane: .* started'".formatted(node.directory())))
                .as("starts of the control plane, with the one before the power cut")
                .isEqualTo("2");
    }

    private static long seconds(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    }
}
