package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.hepto.lab.BackgroundProcess;
import org.hepto.lab.Lab;
import org.hepto.lab.LabHost;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Test;

/**
 * A node that was started by {@code nohup} in a login goes on after the logout, when systemd has removed the cgroup of that
 * session, and stops in order.
 */
@LabTest(timeoutSeconds = 1800)
class LogoutTest {
    private static final String SESSION = "/sys/fs/cgroup/user.slice/session-1.scope";

    private final HeptoNode node;
    private final LabHost host;

    LogoutTest(Lab lab) {
        node = HeptoNode.boot(lab);
        host = node.host();
    }

    @Test
    void nodeOutlivesTheSessionThatStartedItAndStopsCleanly() {
        // the lab boots with -1, which cannot be put back
        host.ok("sysctl -qw kernel.panic=7");
        host.ok("mkdir -p " + SESSION);
        BackgroundProcess process = host.start("session", """
                (echo 0 > %s/cgroup.procs
                sleep 3600 & echo $! > /run/lab/login
                trap '' HUP
                %s)
                echo exit code $?""".formatted(SESSION, node.command("")));
        host.report(process.log());
        HeptoNode.await(
                "containerd to be ready",
                HeptoNode.PATIENCE,
                () -> process.output().contains("containerd ready"));
        assertThat(host.ok("ls -d /sys/fs/cgroup/hepto/hepto_n1/*/")).contains("control-plane", "kubepods");

        host.ok("kill $(cat /run/lab/login); until rmdir %s; do sleep 0.1; done".formatted(SESSION));
        host.ok("pkill -HUP -o -x init; pkill -TERM -o -x init");
        HeptoNode.await(
                "the node to end", Duration.ofMinutes(3), () -> process.output().contains("exit code"));
        assertThat(process.output()).contains("hepto: stopped", "exit code 0").doesNotContain("hepto init:");
        assertThat(host.run("ls -d /sys/fs/cgroup/hepto").ok()).isFalse();
        assertThat(host.run("ls /run/hepto.sysctls").ok()).isFalse();
        assertThat(host.ok("sysctl -n kernel.panic")).isEqualTo("7");
    }
}
