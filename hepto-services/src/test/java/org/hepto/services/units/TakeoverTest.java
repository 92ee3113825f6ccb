package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hepto.daeman.Nothing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TakeoverTest {
    private static final Map<String, List<String>> ARGUMENTS = Map.of("etcd", List.of("-x"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final TestContext context = new TestContext(Nothing.NOTHING);

    private Takeover takeover() {
        return new Takeover(
                "test-plane", directory.resolve("plane.sock"), directory.resolve("plane.log"), context.context());
    }

    private FakePlane answering(String... lines) throws IOException {
        return new FakePlane(directory.resolve("plane.sock"), command -> List.of(lines));
    }

    private static String hello(String build) {
        return """
                {"protocol":1,"event":"hello","build":"%s","pid":%d,"components":{"etcd":{"arguments":["-x"],"state":"running"}}}""".formatted(build, ProcessHandle.current().pid());
    }

    @Test
    void withoutAPlaneThereIsNothingToTakeOver() throws Exception {
        assertThat(takeover().of("b1", ARGUMENTS)).isNull();
    }

    @Test
    void planeOfThisBuildWithTheseArgumentsGoesOn() throws Exception {
        try (FakePlane fake = answering(hello("b1"))) {
            Plane plane = Objects.requireNonNull(takeover().of("b1", ARGUMENTS));
            assertThat(plane.pid()).isEqualTo(ProcessHandle.current().pid());
            plane.abandon();
            assertThat(fake.heard).containsExactly("{\"op\":\"hello\",\"protocol\":1}");
        }
        assertThat(context.failures).isEmpty();
    }

    @Test
    void otherPlaneIsNotTakenOver() throws Exception {
        try (FakePlane fake = answering(hello("b2"))) {
            assertThat(takeover().of("b1", ARGUMENTS)).isNull();
            assertThat(fake.heard).hasSize(1);
        }
    }

    @Test
    void planeThatHangsUpIsNotTakenOver() throws Exception {
        try (FakePlane fake = answering("bye")) {
            assertThat(takeover().of("b1", ARGUMENTS)).isNull();
            assertThat(fake.heard).hasSize(1);
        }
    }
}
