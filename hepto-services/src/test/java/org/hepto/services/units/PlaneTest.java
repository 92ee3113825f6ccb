package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plane against a socket that speaks its protocol and a process that stands for it. */
@Timeout(30)
class PlaneTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final BlockingQueue<Throwable> deaths = new LinkedBlockingQueue<>();
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

    @SuppressWarnings("NullAway.Init")
    private PlaneProcess process;

    @SuppressWarnings("NullAway.Init")
    private FakePlane fake;

    @AfterEach
    void end() throws IOException {
        process.kill();
        fake.close();
    }

    private Plane plane(String script, Function<String, List<String>> answers) throws IOException {
        process = PlaneProcess.launch(List.of("sh", "-c", script), Map.of(), directory.resolve("plane.log"));
        fake = new FakePlane(directory.resolve("plane.sock"), answers);
        return new Plane("test-plane", PlaneLine.connect(directory.resolve("plane.sock")), process, deaths::add);
    }

    private static String event(String name, String more) {
        return "{\"protocol\":1,\"event\":\"%s\"%s}".formatted(name, more);
    }

    /** Obeys as the upstream process does, but for its end. */
    private List<String> obey(String command) {
        if (command.contains("\"configure\"")) {
            return List.of(event("configured", ""));
        }
        if (command.contains("\"start\"")) {
            return List.of(event("started", ",\"component\":\"etcd\""));
        }
        if (command.contains("\"stop\"")) {
            return List.of(event("ended", ",\"component\":\"etcd\""));
        }
        process.kill();
        return List.of("bye");
    }

    @Test
    void argumentsAreGivenOnOneLine() throws Exception {
        try (Plane plane = plane("exec sleep 60", this::obey)) {
            plane.configure(Map.of("etcd", List.of("--a=b\"c"))).get(10, TimeUnit.SECONDS);
        }
        assertThat(fake.heard)
                .containsExactly(
                        "{\"op\":\"configure\",\"components\":{\"etcd\":[\"--a=b\\\"c\"]},\"protocol\":1}",
                        "{\"op\":\"end\",\"protocol\":1}");
        assertThat(deaths).isEmpty();
    }

    @Test
    void refusedArgumentsAreAFailureThatNamesTheComponent() throws Exception {
        String refused = ",\"op\":\"configure\",\"component\":\"kubelet\",\"error\":\"unknown flag: --x\"";
        Plane plane = plane("exec sleep 60", command -> List.of(event("refused", refused)));
        assertThatThrownBy(() -> plane.configure(Map.of()).get(10, TimeUnit.SECONDS))
                .rootCause()
                .hasMessage("kubelet refused: unknown flag: --x");
        plane.abandon();
        assertThat(deaths).isEmpty();
    }

    @Test
    void whatRunsIsTold() throws Exception {
        String state =
                ",\"build\":\"b1\",\"pid\":7,\"components\":{\"etcd\":{\"arguments\":[\"-x\"],\"state\":\"running\"}}";
        Plane plane = plane("exec sleep 60", command -> List.of(event("hello", state)));
        assertThat(plane.hello().get(10, TimeUnit.SECONDS))
                .isEqualTo(new PlaneHello("b1", 7, Map.of("etcd", new PlaneHello.Component(List.of("-x"), "running"))));
        plane.abandon();
        assertThat(process.alive()).isTrue();
    }

    @Test
    void lineOfAnotherProtocolIsTheEndOfTheConnection() throws Exception {
        Plane plane = plane("exec sleep 60", command -> List.of("{\"protocol\":2,\"event\":\"hello\"}"));
        process.kill();
        assertThatThrownBy(() -> plane.hello().get(10, TimeUnit.SECONDS)).hasMessageContaining("signal 9");
    }

    @Test
    void stopIsDoneWhenTheComponentHasEnded() throws Exception {
        try (Plane plane = plane("exec sleep 60", this::obey)) {
            plane.start("etcd", failures::add);
            plane.stop("etcd").get(10, TimeUnit.SECONDS);
        }
        assertThat(deaths).isEmpty();
    }

    @Test
    void stopOfWhatDoesNotRunIsDone() throws Exception {
        String refused = ",\"op\":\"stop\",\"component\":\"etcd\",\"error\":\"not running\"";
        Plane plane = plane("exec sleep 60", command -> List.of(event("refused", refused)));
        plane.stop("etcd").get(10, TimeUnit.SECONDS);
        plane.abandon();
        assertThat(deaths).isEmpty();
    }

    @Test
    void stopAfterTheEndIsDone() throws Exception {
        Plane plane = plane("exit 0", command -> List.of("bye"));
        plane.start("etcd", failures::add);
        deaths.take();
        plane.stop("etcd").get(10, TimeUnit.SECONDS);
    }

    // upstream code cannot be started twice in one process, so the plane's unit has to make another one
    @Test
    void refusedStartEndsThePlane() throws Exception {
        String refused = ",\"op\":\"start\",\"component\":\"etcd\",\"error\":\"already started\"";
        Plane plane = plane("exec sleep 60", command -> List.of(event("refused", refused)));
        plane.start("etcd", failures::add);
        assertThat(deaths.take()).hasMessage("etcd refused: already started");
        plane.abandon();
        assertThat(deaths).as("told once").isEmpty();
    }

    @Test
    void componentThatEndsUnaskedIsToldOnceWithItsReason() throws Exception {
        String ended = ",\"component\":\"etcd\",\"error\":\"no space left\"";
        Plane plane = plane("exit 1", command -> List.of(event("ended", ended), "bye"));
        plane.start("etcd", failures::add);
        assertThat(deaths.take()).hasMessage("etcd ended: no space left");
        plane.stop("etcd").get(10, TimeUnit.SECONDS);
        assertThat(deaths).as("told once").isEmpty();
    }

    @Test
    void componentThatCanBeStartedAgainFailsAlone() throws Exception {
        String ended = ",\"component\":\"etcd\",\"error\":\"no health\",\"again\":true";
        try (Plane plane = plane(
                "exec sleep 60",
                command -> command.contains("start") ? List.of(event("ended", ended)) : obey(command))) {
            plane.start("etcd", failures::add);
            assertThat(failures.take()).hasMessage("etcd ended: no health");
            plane.start("etcd", failures::add);
            assertThat(failures.take()).hasMessage("etcd ended: no health");
            assertThat(process.alive()).isTrue();
        }
        assertThat(deaths).isEmpty();
    }

    @Test
    void deadProcessIsToldWithItsLastWords() throws Exception {
        String script =
                "echo 'plane: x started, pid '$$; echo 'F1126 07:00:00.0 7 main.go:1] cannot go on'; kill -9 $$";
        Plane plane = plane(script, command -> List.of("bye"));
        plane.start("etcd", failures::add);
        assertThat(deaths.take()).hasMessage("the process ended, signal 9: F1126 07:00:00.0 7 main.go:1] cannot go on");
    }

    @Test
    void deadProcessOfAnEarlierDaemonIsTold() throws Exception {
        Plane plane = plane("exec sleep 60", command -> List.of("bye"));
        plane.is(PlaneProcess.running(process.pid(), directory.resolve("none.log")));
        process.kill();
        plane.start("etcd", failures::add);
        assertThat(deaths.take()).hasMessage("the process ended");
    }

    @Test
    void processThatHangsUpIsKilled() throws Exception {
        Plane plane = plane("exec sleep 60", command -> List.of("bye"));
        plane.start("etcd", failures::add);
        assertThat(deaths.take()).hasMessage("the process ended, signal 9");
    }

    @Test
    void processThatDoesNotEndIsKilled() throws Exception {
        plane("exec sleep 60", command -> List.of()).close();
        assertThat(process.alive()).isFalse();
        assertThat(deaths).isEmpty();
    }

    @Test
    void childHoldsNothingOfItsParent() throws Exception {
        Path log = directory.resolve("plane.log");
        try (Plane plane = plane("ls -l /proc/$$/fd; echo told; exec sleep 60", this::obey)) {
            assertThat(plane).isNotNull();
            while (!Files.readString(log).contains("told")) {
                Thread.sleep(5);
            }
        }
        assertThat(Files.readString(log))
                .contains("0 -> /dev/null", "1 -> " + log, "2 -> ")
                .doesNotContain("pipe:", "socket:");
    }
}
