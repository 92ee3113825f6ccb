package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.hepto.lab.Lab;
import org.hepto.lab.LabHost;
import org.hepto.lab.LabTest;
import org.hepto.lab.Result;
import org.junit.jupiter.api.Test;

/** SIGTERM stops everything in reverse order, and the host is as it was. */
@LabTest(timeoutSeconds = 1800)
class StopTest {
    private final HeptoNode node;
    private final LabHost host;

    StopTest(Lab lab) {
        node = HeptoNode.boot(lab);
        host = node.host();
    }

    /** What hepto touches on a host, besides its data directory. */
    private String traces() {
        return host.ok("""
                ip -o link | sed 's/.*: \\(.*\\): <.*/\\1/'; ip -6 route | sed 's/expires [0-9]*sec//'
                nft list tables
                cut -d' ' -f2,3 /proc/mounts | grep -v '^/proc/sys/fs/binfmt_misc' | sort
                find /sys/fs/cgroup -mindepth 1 -type d
                find /run /tmp -xdev ! -path '/run/lab/*' | sort
                sysctl vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops
                pgrep -af 'hepto[.]jar|containerd|httpd' || true
                """);
    }

    @Test
    void stopLeavesNothingBehind() {
        // the lab boots with -1, which the kernel takes from its command line alone
        host.ok("sysctl -qw kernel.panic=7 vm.overcommit_memory=0 kernel.panic_on_oops=0");
        String before = traces();
        node.startAndAwaitReady();
        new Walkthrough(node).podsRun();
        assertThat(traces()).isNotEqualTo(before);

        long start = System.nanoTime();
        host.ok("kill -TERM " + node.process().pid());
        HeptoNode.await(
                "the node to end", Duration.ofMinutes(3), () -> !node.process().running());
        System.out.printf("stopped after %.1f s%n", (System.nanoTime() - start) / 1e9);

        String said = node.process().output();
        assertThat(said).contains("hepto: stopping", "hepto: stopped");
        assertThat(said).doesNotContain("stopped, but", "did not");
        assertThat(traces()).isEqualTo(before);

        Result status = node.hepto("status --data " + HeptoNode.DATA);
        assertThat(status.exitCode()).isEqualTo(3);
        assertThat(status.output()).contains("does not run");
    }
}
