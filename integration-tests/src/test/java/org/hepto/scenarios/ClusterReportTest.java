package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterReportTest {
    private static final Anonymous MASTER = new Anonymous(163840, 102400, 32768, 25600, 2048, 1024);
    private static final Anonymous NODE = new Anonymous(71680, 0, 40960, 27648, 2048, 1024);

    @Test
    void textHasTheGoalsBesideTheFigures() {
        ClusterReport report = new ClusterReport(
                Map.of("master", MASTER, "node", NODE),
                List.of(90.0, 95.0, 500.0, 1.0, 96.0),
                List.of(100.0, 99.0, 101.0, 100.0, 100.0));
        assertThat(report.text().lines().map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "IN A CLUSTER total anon MiB goal control plane node plane daemon shims inits",
                        "master 160.0 180 100.0 25.0 32.0 2.0 1.0",
                        "node 70.0 80 0.0 27.0 40.0 2.0 1.0",
                        "Mbit/s pod to pod: median 95 of 90, 95, 500, 1, 96",
                        "ratio 0.95 (goal 0.9)");
    }
}
