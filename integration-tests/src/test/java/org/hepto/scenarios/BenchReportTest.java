package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchReportTest {
    private static final String PROCESSES = """
            shims containerd-shim 17510 16896 4813
            kubepods/burstable/pod1/a pause 4 4 4
            kubepods/burstable/pod1/b sleep 900 900 900
            control-plane hepto.jar 333926 278118 196301
            node hepto.jar 151859 96051 30720
            init init 1229 512 102
            init init 512 205 102
            init java 107930 98714 53043
            """;

    private static Figures figures(double ready, String processes) {
        List<ProcessMemory> parsed = ProcessMemory.parse(processes);
        Figures.Start start = new Figures.Start(ready, 20, List.of(new Figures.UnitStart("etcd", 1000, 2000, 1500)));
        return new Figures(
                "0.1",
                "abc",
                false,
                150_000_000,
                start,
                start,
                parsed,
                Anonymous.of(parsed),
                new Figures.IdleCpu(60, 2.5, Map.of("node", 0.5)));
    }

    @Test
    void sumsLeaveOutWhatPodsRun() {
        assertThat(Anonymous.of(ProcessMemory.parse(PROCESSES)))
                .isEqualTo(new Anonymous(285085, 196301, 53043, 30720, 4817, 204));
    }

    @Test
    void cpuTimeIsWhatWasUsedBetweenTwoLooks() {
        CpuUsage before = CpuUsage.parse("cpu.stat:usage_usec 9000000\nnode/cpu.stat:usage_usec 4000000\n");
        CpuUsage after = CpuUsage.parse("cpu.stat:usage_usec 9500000\nnode/cpu.stat:usage_usec 4250000\n");
        assertThat(after.since(before)).isEqualTo(new CpuUsage(0.5, Map.of("node", 0.25)));
    }

    @Test
    void textHasTheGoalsBesideTheFigures() {
        assertThat(new BenchReport(figures(70, PROCESSES)).text())
                .contains("total anonymous MiB: 278.4 (goal 170)")
                .contains(
                        "control plane 191.7 (goal 105), node plane 30.0 (goal 28), daemon 51.8 (goal 32), shims 4.7, inits 0.2")
                .contains("start to Ready s: 70.0 the first")
                .doesNotContain("sleep");
    }

    @Test
    void comparisonHasOldNewAndRatioOfEachFigure() {
        Figures old = figures(70, PROCESSES);
        Figures now = figures(35, PROCESSES.replace("196301", "98151").replace("node hepto.jar", "node other"));
        assertThat(new BenchComparison(old, now).text().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "anonymous MiB, control plane 191.70 95.85 0.50",
                        "init/init, anonymous MiB 0.10 0.10 1.00",
                        "init/init 2, RSS MiB 0.50 0.50 1.00",
                        "first start to Ready, s 70.00 35.00 0.50",
                        "first start, etcd, start CPU s 1.50 1.50 1.00",
                        "idle CPU s, node 0.50 0.50 1.00",
                        "node/hepto.jar, PSS MiB 93.80 - -",
                        "node/other, PSS MiB - 93.80 -");
    }

    @Test
    void markdownIsTheTableOfTheDocs() {
        assertThat(new BenchReport(figures(70, PROCESSES)).markdown()).isEqualTo("""
                | cgroup | process | resident MiB | PSS MiB | anonymous MiB | goal |
                |---|---|---|---|---|---|
                | `init` | outer init | 1.2 | 0.5 | 0.1 | |
                | `init` | pid 1 of the container | 0.5 | 0.2 | 0.1 | |
                | `init` | daemon JVM | 105.4 | 96.4 | 51.8 | 32 |
                | `control-plane` | etcd, kube-apiserver, kube-controller-manager, kube-scheduler | 326.1 | 271.6 | 191.7 | 105 |
                | `node` | containerd, kubelet, kube-proxy, CoreDNS | 148.3 | 93.8 | 30.0 | 28 |
                | `shims` | shim, one for each pod | 17.1 | 16.5 | 4.7 | |
                | `kubepods` | pause, one for each pod | 0.0 | 0.0 | 0.0 | |
                | | all | | | 278.4 | 170 |""");
    }

    @Test
    void figuresComeBackFromTheirFile(@TempDir Path folder) throws IOException {
        Figures figures = figures(70, PROCESSES);
        Path file = folder.resolve("new/bench.json");
        figures.write(file);
        assertThat(Figures.read(file)).isEqualTo(figures);
        Files.writeString(file, "no JSON");
        assertThatThrownBy(() -> Figures.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has no figures of ./dev bench");
    }

    @Test
    void commandLineIsCheckedBeforeAnythingRuns() {
        BenchOptions options = BenchOptions.parse("--vanilla", "--against", "old.json", "--out", "new.json");
        assertThat(options.vanilla()).isTrue();
        assertThat(options.against()).contains(Path.of("old.json"));
        assertThat(options.out()).isEqualTo(Path.of("new.json"));
        assertThat(BenchOptions.parse().out()).isEqualTo(Path.of("integration-tests/target/bench.json"));
        assertThatThrownBy(() -> BenchOptions.parse("--against"))
                .hasMessageStartingWith("--against needs a file; usage: ");
        assertThatThrownBy(() -> BenchOptions.parse("--fast")).hasMessageStartingWith("unknown option '--fast'");
    }
}
