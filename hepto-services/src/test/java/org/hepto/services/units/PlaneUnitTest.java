package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.Test;

class PlaneUnitTest {
    private final PlaneUnit plane =
            new PlaneUnit(PlaneUnit.NODE_PLANE, NodeCertificate.KEY, TestNodes.master(Path.of("/data")), List.of());

    @Test
    void memoryIsWorthMoreThanCpuUnlessTheOperatorSaysOtherwise() {
        assertThat(plane.environment(Map.of())).containsEntry("GOGC", "30");
        assertThat(plane.environment(Map.of("GOGC", "100"))).containsEntry("GOGC", "100");
    }

    @Test
    void goKeepsNoMemoryForHabitUnlessUpstreamIsToRunAsItComes() {
        String lean = "adaptivestackstart=0,memprofilerate=0";
        assertThat(plane.environment(Map.of())).containsEntry("GODEBUG", lean);
        assertThat(plane.environment(Map.of("GODEBUG", "memprofilerate=1")))
                .as("the last setting wins, so the operator's comes last")
                .containsEntry("GODEBUG", lean + ",memprofilerate=1");
        assertThat(plane.environment(Map.of("HEPTO_VANILLA", "1"))).doesNotContainKey("GODEBUG");
    }

    @Test
    void whatIsForThePlanesReachesThemAndNothingElseDoes() {
        Map<String, String> daemons = Map.of(
                "GODEBUG",
                "asyncpreemptoff=1",
                "HEPTO_VANILLA",
                "1",
                "HEPTO_KEY",
                "00ff",
                "MALLOC_ARENA_MAX",
                "1",
                "HEPTO_CERTIFICATE_LIFE",
                "PT3M",
                "HEPTO_CERTIFICATE_REFRESH",
                "PT5S");
        assertThat(plane.environment(daemons))
                .containsEntry("GODEBUG", "asyncpreemptoff=1")
                .containsEntry("HEPTO_VANILLA", "1")
                .containsEntry("HEPTO_CERTIFICATE_REFRESH", "PT5S")
                .containsOnlyKeys(
                        "PATH",
                        "HOME",
                        "GOGC",
                        "GODEBUG",
                        "HEPTO_VANILLA",
                        "HEPTO_CERTIFICATE_REFRESH",
                        PlaneProcess.MARK);
    }
}
