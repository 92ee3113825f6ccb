package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.hepto.lab.Lab;
import org.hepto.lab.LabHost;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Test;

/**
 * In a service of systemd with Delegate=yes a node lives below the service's own cgroup, which refuses processes once
 * controllers are enabled in it.
 */
@LabTest(timeoutSeconds = 1800)
class ServiceTest {
    private static final String SERVICE = "/sys/fs/cgroup/system.slice/hepto.service";

    private final HeptoNode node;
    private final LabHost host;

    ServiceTest(Lab lab) {
        node = HeptoNode.boot(lab);
        host = node.host();
    }

    @Test
    void nodeStaysInItsServiceAndStopsCleanly() {
        // the lab boots with -1, which cannot be put back
        host.ok("sysctl -qw kernel.panic=7");
        host.ok("mkdir -p %s; for d in /sys/fs/cgroup /sys/fs/cgroup/system.slice; do".formatted(SERVICE)
                + " echo '+cpu +memory +pids +io +cpuset' > $d/cgroup.subtree_control; done");
        host.ok(markAsDelegated());
        var process = host.start(
                "service", "(echo 0 > %s/cgroup.procs; %s); echo exit code $?".formatted(SERVICE, node.command("")));
        host.report(process.log());
        HeptoNode.await(
                "containerd to be ready",
                HeptoNode.PATIENCE,
                () -> process.output().contains("containerd ready"));
        assertThat(host.ok("ls -d %s/hepto/hepto_n1/*/".formatted(SERVICE))).contains("control-plane", "kubepods");
        assertThat(host.ok("HEPTO_DATA=%s %s -jar %s ctr images ls -q"
                        .formatted(HeptoNode.DATA, HeptoNode.java(), HeptoNode.jar())))
                .contains("registry.k8s.io/pause:hepto");

        host.ok("pkill -TERM -o -x init");
        HeptoNode.await(
                "the service to end",
                Duration.ofMinutes(3),
                () -> process.output().contains("exit code"));
        assertThat(process.output()).contains("hepto: stopped", "exit code 0").doesNotContain("hepto init:");
        assertThat(host.run("ls -d %s/hepto".formatted(SERVICE)).ok()).isFalse();
    }

    /** As systemd does; perl is in each Debian, setfattr is not. */
    private static String markAsDelegated() {
        int setxattr = System.getProperty("os.arch").equals("aarch64") ? 5 : 188;
        return "perl -e 'syscall(%d, @ARGV, 1, 0) == 0 or die $!' %s trusted.delegate 1".formatted(setxattr, SERVICE);
    }
}
