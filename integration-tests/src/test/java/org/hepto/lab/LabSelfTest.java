package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab keeps its promises: two hosts and a router. */
@LabTest(
        hosts = {"a", "b"},
        memoryMiB = 512,
        diskGiB = 1,
        timeoutSeconds = 120)
class LabSelfTest {
    private static final Pattern ROUND_TRIP = Pattern.compile("min/avg/max = ([0-9.]+)/([0-9.]+)/");
    private static final Pattern RECEIVED = Pattern.compile("([0-9]+) packets received");

    private final Lab lab;
    private final LabHost a;
    private final LabHost b;

    LabSelfTest(Lab lab) {
        this.lab = lab;
        a = lab.get("a");
        b = lab.get("b");
    }

    @AfterEach
    void goodNetwork() {
        lab.network().heal();
        lab.network().wan(Duration.ZERO, 0);
    }

    @Test
    void hostsGiveThemselvesAddresses() {
        assertThat(a.ok("ip -6 -o addr show dev eth0")).contains(a.address(), a.linkLocal());
        assertThat(a.ok("ip -6 route show default")).contains(lab.router().linkLocal());
        assertThat(a.ok("hostname; cat /sys/class/net/eth0/address")).isEqualTo("a\n" + a.mac());
    }

    @Test
    void hostsReachEachOther() {
        assertThat(a.ok(ping(2, b.address()))).contains("2 packets received");
    }

    @Test
    void aWanIsSlowInBothDirections() {
        lab.network().wan(Duration.ofMillis(40), 0);
        String output = a.ok(ping(4, b.address()));
        Matcher times = ROUND_TRIP.matcher(output);
        assertThat(times.find()).as(output).isTrue();
        assertThat(Double.parseDouble(times.group(1))).as(output).isBetween(80.0, 120.0);
    }

    @Test
    void aWanLosesPackets() {
        // neighbour discovery first, while nothing is lost
        a.ok(ping(1, b.address()));
        lab.network().wan(Duration.ZERO, 0.3);
        String output =
                a.run("busybox ping6 -i 0.02 -c 100 -W 1 " + b.address()).output();
        Matcher received = RECEIVED.matcher(output);
        assertThat(received.find()).as(output).isTrue();
        assertThat(Integer.parseInt(received.group(1))).as(output).isBetween(25, 75);
    }

    @Test
    void aPartitionCutsAndHealingRestores() {
        lab.network().partition(List.of("a"), List.of("b"));
        assertThat(a.run(ping(1, b.address())).ok()).as("to the other side").isFalse();
        assertThat(a.run(ping(1, lab.router().address())).ok())
                .as("to the same side")
                .isTrue();
        lab.network().heal();
        a.ok(ping(1, b.address()));
        assertThat(lab.network().statistics().partitioned()).isPositive();
    }

    @Test
    void commandsNeedNoNetwork() {
        lab.network().isolate("a");
        assertThat(a.ok("echo here")).isEqualTo("here");
        assertThat(a.run(ping(1, lab.router().address())).ok()).isFalse();
    }

    @Test
    void theOutsideSeesWhoCalls() {
        assertThat(a.ok("curl -s -m 10 http://[%s]/".formatted(Lab.OUTSIDE))).isEqualTo("outside " + a.address());
        assertThat(a.ok("printf 'GET / HTTP/1.0\\r\\n\\r\\n' | busybox nc -w 5 %s 80".formatted(Lab.OUTSIDE)))
                .contains("outside " + a.address());
    }

    @Test
    void onlyTheDiskSurvivesAPowerCut() {
        b.ok("echo kept > /data/kept; sync; echo lost > /root/lost");
        b.powerCut();
        assertThat(b.running()).isFalse();
        assertThatThrownBy(() -> b.run("true")).isInstanceOf(LabException.class).hasMessageContaining("off");
        b.boot();
        assertThat(b.ok("cat /data/kept; ls /root/lost 2> /dev/null || echo gone"))
                .isEqualTo("kept\ngone");
        a.ok(ping(1, b.awaitAddress().address()));
    }

    @Test
    void shutsDownAndBootsAgain() {
        b.ok("echo kept > /data/shutdown");
        b.shutDown();
        assertThat(b.running()).isFalse();
        b.boot();
        assertThat(b.ok("cat /data/shutdown; dmesg | grep -c recovery || true")).isEqualTo("kept\n0");
    }

    @Test
    void aCommandOfAHostThatDiesFails() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Result> sleep = threads.submit(() -> b.run("sleep 100"));
            b.ok("while ! pgrep -x sleep; do sleep 0.1; done");
            b.powerCut();
            assertThatThrownBy(sleep::get).hasMessageContaining("host b is down");
        } finally {
            b.boot();
        }
    }

    @Test
    void longOutputAndLongCommandsPass() {
        Result result = a.run("seq 200000; exit 0");
        assertThat(result.output()).hasSizeGreaterThan(1_000_000).hasLineCount(200_000);
        String longText = "x".repeat(200_000);
        assertThat(a.ok("cat <<'E' | wc -c\n%s\nE".formatted(longText))).isEqualTo("200001");
    }

    @Test
    void exitCodesPass() {
        assertThat(a.run("exit 42").exitCode()).isEqualTo(42);
        assertThat(a.run("kill -9 $$").exitCode()).isEqualTo(137);
        assertThat(a.run("no-such-command").exitCode()).isEqualTo(127);
        assertThatThrownBy(() -> a.ok("echo why; false"))
                .hasMessageContaining("why")
                .hasMessageContaining("exit code 1");
    }

    @Test
    void aCommandThatTakesTooLongIsKilled() {
        assertThatThrownBy(() -> a.run("echo begun; sleep 77; true", Duration.ofSeconds(2)))
                .hasMessageContaining("within 2 s")
                .hasMessageContaining("begun");
        assertThat(a.run("for i in $(seq 50); do pgrep -f 'sleep 7[7]' || exit 0; sleep 0.1; done; exit 1")
                        .ok())
                .as("nothing left behind")
                .isTrue();
    }

    @Test
    void commandsRunInParallel() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String number = Integer.toString(i);
                // each waits for the last: they would hang if they came one after the other
                answers.add(threads.submit(() -> a.ok(
                        "touch /tmp/p%1$s; while [ ! -e /tmp/p19 ]; do sleep 0.2; done; echo %1$s".formatted(number))));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(answers.get(i).get()).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    void linesComeWhileTheCommandRuns() {
        List<Long> times = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        int code = a.run("echo one; sleep 1; printf two; exit 3", Duration.ofSeconds(30), line -> {
            lines.add(line);
            times.add(System.nanoTime());
        });
        assertThat(code).isEqualTo(3);
        assertThat(lines).containsExactly("one", "two");
        assertThat(Duration.ofNanos(times.get(1) - times.get(0))).isGreaterThan(Duration.ofMillis(500));
    }

    @Test
    void backgroundProcessesGoOn() {
        BackgroundProcess process = a.start("ticker", "while true; do echo tick; sleep 0.2; done");
        a.ok("while ! grep -q tick %s; do sleep 0.1; done".formatted(process.log()));
        assertThat(process.running()).isTrue();
        process.stop(Duration.ofSeconds(5));
        assertThat(process.running()).isFalse();
        assertThat(process.output()).startsWith("tick");
    }

    @Test
    void copiesFilesBothWays(@TempDir Path folder) throws IOException {
        Path original = Files.writeString(folder.resolve("original"), "text\n".repeat(300_000));
        a.copyTo(original, "/root/new folder/copy");
        assertThat(a.ok("wc -c < '/root/new folder/copy'")).isEqualTo("1500000");
        a.copyFrom("/root/new folder/copy", folder.resolve("back"));
        assertThat(folder.resolve("back")).hasSameBinaryContentAs(original);
    }

    @Test
    void aHostHasOneCpuForAllItsProcesses() {
        a.ok("for i in 1 2 3; do sleep 30 & done; sleep 0.2");
        Set<List<Integer>> ofA = cpus(a);
        Set<List<Integer>> ofB = cpus(b);
        assertThat(ofA)
                .as("CPUs of all threads of a")
                .singleElement()
                .satisfies(one -> assertThat(one).hasSize(1));
        assertThat(ofB)
                .as("CPUs of all threads of b")
                .singleElement()
                .satisfies(one -> assertThat(one).hasSize(1));
        if (CpuPlacement.allowed().size() > 1) {
            assertThat(ofA).as("a and b are apart").doesNotContainAnyElementsOf(ofB);
        }
    }

    /** What the threads of all processes of a host may use; its processes that end meanwhile are left out. */
    private static Set<List<Integer>> cpus(LabHost host) {
        Set<List<Integer>> seen = new HashSet<>();
        ProcessHandle first = ProcessHandle.of(host.pid().orElseThrow()).orElseThrow();
        List<ProcessHandle> processes =
                Stream.concat(Stream.of(first), first.descendants()).toList();
        assertThat(processes).as("processes of " + host).hasSizeGreaterThanOrEqualTo(3);
        for (ProcessHandle process : processes) {
            try (Stream<Path> threads = Files.list(Path.of("/proc/%d/task".formatted(process.pid())))) {
                for (Path thread : threads.toList()) {
                    seen.add(CpuPlacement.allowed(thread.resolve("status")));
                }
            } catch (IOException ended) {
                assertThat(process).isNotEqualTo(first);
            }
        }
        return seen;
    }

    @Test
    void isAHostForContainers() {
        assertThat(a.ok("cat /sys/fs/cgroup/cgroup.controllers")).contains("cpu", "memory", "pids", "io");
        a.ok("""
                ip link add v type ipvlan 2>/dev/null; ip link add link eth0 name ipvl0 type ipvlan mode l2
                ip link add wg-test type wireguard
                unshare -m -p -f -n -C -u -i --mount-proc true
                nft add table inet labtest
                mkdir -p /data/l /data/u /data/w /data/m
                mount -t overlay -o lowerdir=/data/l,upperdir=/data/u,workdir=/data/w overlay /data/m
                umount /data/m
                ip link del ipvl0; ip link del wg-test
                """);
    }

    private static String ping(int count, String address) {
        return "busybox ping6 -c %d -W 3 %s".formatted(count, address);
    }
}
