package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.hepto.lab.BackgroundProcess;
import org.hepto.lab.Lab;
import org.hepto.lab.LabHost;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Test;

/** A node whose host has just booted, and has not heard its router yet. */
@LabTest(
        hosts = {"n1", "n2"},
        router = false)
class BootTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Lab lab;

    BootTest(Lab lab) {
        this.lab = lab;
    }

    private static BackgroundProcess start(LabHost host, String title, String options) {
        return host.start(
                title,
                "exec %s -jar %s --role master --data /data/hepto %s"
                        .formatted(HeptoNode.java(), HeptoNode.jar(), options));
    }

    private static void awaitOutput(BackgroundProcess process, String text) {
        HeptoNode.await(
                "'%s' on %s".formatted(text, process.host()),
                PATIENCE,
                () -> process.output().contains(text));
    }

    @Test
    void startWaitsForTheRouterAndGoesOnWithoutAtLast() {
        BackgroundProcess silent = start(lab.get("n2"), "silent", "--iface eth0");
        awaitOutput(silent, "waiting at most 60 s for a router advertisement on eth0");

        LabHost host = lab.get("n1");
        BackgroundProcess stopped = start(host, "stopped", "");
        awaitOutput(stopped, "waiting at most 60 s for a default route for IPv6");
        host.ok("kill -TERM %d; for i in $(seq 50); do kill -0 %1$d || exit 0; sleep 0.1; done; exit 1"
                .formatted(stopped.pid()));
        assertThat(host.run("ls /data/hepto").ok()).as("anything was made").isFalse();

        awaitOutput(silent, "so the node will have no public one either");
        awaitOutput(silent, "the key of cluster hepto");
        silent.stop(Duration.ofSeconds(30));

        BackgroundProcess heard = start(host, "heard", "");
        awaitOutput(heard, "waiting at most 60 s for a default route for IPv6");
        lab.router().boot();
        lab.advertise(true);
        awaitOutput(heard, "the key of cluster hepto");
        assertThat(heard.output()).doesNotContain("hepto: ", "no public one");
        heard.stop(Duration.ofSeconds(30));
    }
}
