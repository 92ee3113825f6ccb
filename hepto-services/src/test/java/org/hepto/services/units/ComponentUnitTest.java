package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hepto.daeman.Condition;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.TestNodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ComponentUnitTest {
    private static final String ENDED =
            "{\"protocol\":1,\"event\":\"ended\",\"component\":\"scheduler\",\"error\":\"no health\",\"again\":true}";

    private static final String HELLO =
            "{\"protocol\":1,\"event\":\"hello\",\"components\":{\"scheduler\":{\"arguments\":[],\"state\":\"running\"}}}";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private FakePlane fake;

    @SuppressWarnings("NullAway.Init")
    private TestContext context;

    @SuppressWarnings("NullAway.Init")
    private Plane plane;

    private boolean ends;
    private boolean ready = true;

    private int filesWritten;

    private final ComponentUnit unit =
            new ComponentUnit(
                    UnitKey.of("scheduler"), PlaneUnit.CONTROL_PLANE, "scheduler", TestNodes.master(Path.of("/data"))) {
                @Override
                List<String> arguments() {
                    return List.of();
                }

                @Override
                Liveness liveness() {
                    return Liveness.tls(9);
                }

                @Override
                void writeFiles(UnitContext any) {
                    filesWritten++;
                }

                @Override
                void awaitAfterFailure(UnitContext unitContext) throws InterruptedException {
                    unitContext.await(Condition.poll("steady", Duration.ofSeconds(1), () -> true), PATIENCE);
                }

                @Override
                void awaitReady(UnitContext any) throws IOException {
                    if (!ready) {
                        throw new IOException("not ready");
                    }
                }
            };

    @BeforeEach
    void plane() throws IOException {
        Path socket = directory.resolve("plane.sock");
        fake = new FakePlane(socket, this::answer);
        plane = new Plane("test-plane", PlaneLine.connect(socket), null, e -> {});
        context = new TestContext(plane);
    }

    private List<String> answer(String command) {
        if (command.contains("hello")) {
            return List.of(HELLO);
        }
        return ends ? List.of(ENDED) : List.of();
    }

    @AfterEach
    void close() throws IOException {
        fake.close();
    }

    private void start() throws Exception {
        assertThat(unit.start(context.context())).isEqualTo(Nothing.NOTHING);
    }

    @Test
    void firstStartWaitsForNothing() throws Exception {
        start();
        assertThat(context.awaited).isEmpty();
    }

    @Test
    void filesOfAComponentThatRunsAreLeftAlone() throws Exception {
        start();
        assertThat(filesWritten).isOne();
        assertThat(plane.hello().get(10, TimeUnit.SECONDS).running()).containsExactly("scheduler");
        start();
        assertThat(filesWritten).isOne();
    }

    @Test
    void startAfterItsEndWaits() throws Exception {
        ends = true;
        start();
        while (context.failures.isEmpty()) {
            Thread.sleep(5);
        }
        assertThat(context.failures.getFirst()).hasMessage("scheduler ended: no health");
        ends = false;
        start();
        assertThat(context.awaited).containsExactly("steady");
        start();
        assertThat(context.awaited).as("only after a failure").hasSize(1);
    }

    @Test
    void startAfterOneThatFailedWaits() throws Exception {
        ready = false;
        assertThatThrownBy(() -> unit.start(context.context())).hasMessage("not ready");
        ready = true;
        start();
        assertThat(context.awaited).containsExactly("steady");
    }
}
