package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** A plane against shell scripts that speak the upstream process's protocol. */
@Timeout(30)
class PlaneTest {
    /** Obeys as the upstream process does: a component can be started once. */
    private static final String OBEDIENT = """
            started=
            while read -r command; do
              case $command in
                *'"configure"'*) echo '{"event":"configured"}' ;;
                *'"start"'*)
                  if [ -n "$started" ]; then
                    echo '{"event":"refused","component":"etcd","error":"already started"}'
                  else
                    started=1
                    echo '{"event":"started","component":"etcd"}'
                  fi ;;
                *'"stop"'*)
                  if [ -n "$started" ]; then
                    echo '{"event":"ended","component":"etcd"}'
                  else
                    echo '{"event":"refused","component":"etcd","error":"not running"}'
                  fi ;;
              esac
            done
            """;

    private final BlockingQueue<Throwable> deaths = new LinkedBlockingQueue<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("test-plane");

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        log.list = new CopyOnWriteArrayList<>(); // read while others append
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    private Plane plane(String script) throws IOException {
        return new Plane("test-plane", new ProcessBuilder("sh", "-c", script).start(), deaths::add);
    }

    private List<String> logged() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void argumentsAreGivenOnOneLine() throws Exception {
        String script = """
                read -r command
                [ "$command" = '{"op":"configure","components":{"etcd":["--a=b\\"c"]}}' ] || exit 3
                echo '{"event":"configured"}'
                read -r end
                """;
        try (Plane plane = plane(script)) {
            plane.configure(Map.of("etcd", List.of("--a=b\"c"))).get(10, TimeUnit.SECONDS);
        }
        assertThat(deaths).isEmpty();
    }

    @Test
    void refusedArgumentsAreAFailureThatNamesTheComponent() throws Exception {
        String script = """
                read -r command
                echo '{"event":"refused","component":"kubelet","error":"unknown flag: --x"}'
                read -r end
                """;
        try (Plane plane = plane(script)) {
            assertThatThrownBy(() -> plane.configure(Map.of()).get(10, TimeUnit.SECONDS))
                    .rootCause()
                    .hasMessage("kubelet refused: unknown flag: --x");
        }
    }

    @Test
    void processThatDoesNotStartIsAFailureOfTheConfiguration() throws Exception {
        try (Plane plane = plane("exit 3")) {
            assertThatThrownBy(() -> plane.configure(Map.of()).get(10, TimeUnit.SECONDS))
                    .isInstanceOfAny(IOException.class, ExecutionException.class);
        }
        assertThat(deaths.take()).hasMessage("the process ended, exit code 3");
    }

    @Test
    void stopIsDoneWhenTheComponentHasEnded() throws Exception {
        try (Plane plane = plane(OBEDIENT)) {
            plane.configure(Map.of()).get(10, TimeUnit.SECONDS);
            plane.start("etcd");
            plane.stop("etcd").get(10, TimeUnit.SECONDS);
        }
        assertThat(deaths).isEmpty();
    }

    @Test
    void stopOfWhatDoesNotRunIsDone() throws Exception {
        try (Plane plane = plane(OBEDIENT)) {
            plane.configure(Map.of()).get(10, TimeUnit.SECONDS);
            plane.stop("etcd").get(10, TimeUnit.SECONDS);
        }
        assertThat(deaths).isEmpty();
    }

    @Test
    void stopAfterTheEndIsDone() throws Exception {
        try (Plane plane = plane("exit 0")) {
            deaths.take();
            plane.stop("etcd").get(10, TimeUnit.SECONDS);
        }
    }

    // upstream code cannot be started twice in one process, so the plane's unit has to make another one
    @Test
    void secondStartOfAComponentEndsThePlane() throws Exception {
        try (Plane plane = plane(OBEDIENT)) {
            plane.configure(Map.of()).get(10, TimeUnit.SECONDS);
            plane.start("etcd");
            plane.stop("etcd").get(10, TimeUnit.SECONDS);
            plane.start("etcd");
            assertThat(deaths.take()).hasMessage("etcd refused: already started");
        }
        assertThat(deaths).as("told once").isEmpty();
    }

    @Test
    void componentThatEndsUnaskedIsToldOnceWithItsReason() throws Exception {
        String script = """
                read -r command
                echo '{"event":"ended","component":"etcd","error":"no space left"}'
                exit 1
                """;
        try (Plane plane = plane(script)) {
            plane.start("etcd");
            assertThat(deaths.take()).hasMessage("etcd ended: no space left");
            plane.stop("etcd").get(10, TimeUnit.SECONDS);
        }
        assertThat(deaths).as("told once").isEmpty();
    }

    @Test
    void killedProcessIsToldWithItsSignal() throws Exception {
        try (Plane plane = plane("kill -9 $$")) {
            assertThat(deaths.take()).hasMessage("the process ended, signal 9");
            assertThat(plane.pid()).isPositive();
        }
    }

    @Test
    void anExitCodeAboveAllSignalsIsNone() throws Exception {
        try (Plane plane = plane("exit 255")) {
            assertThat(deaths.take()).hasMessage("the process ended, exit code 255");
            assertThat(plane.pid()).isPositive();
        }
    }

    @Test
    void endOfInputEndsTheProcess() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        new Plane("test-plane", process, deaths::add).close();
        assertThat(process.isAlive()).isFalse();
        assertThat(process.exitValue()).isZero();
        assertThat(deaths).isEmpty();
    }

    @Test
    void processThatIgnoresTheEndOfInputIsKilled() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        new Plane("test-plane", process, deaths::add).close();
        assertThat(process.isAlive()).isFalse();
        assertThat(logged()).containsExactly("did not end within 6 s, killed");
        assertThat(deaths).isEmpty();
    }

    @Test
    void whatIsNoEventGoesToTheLog() throws Exception {
        String script = """
                echo 'a line for people {}' >&2
                echo 'printed by a library'
                echo '42'
                echo ''
                echo '{"event":"configured"}'
                read -r end
                """;
        try (Plane plane = plane(script)) {
            plane.configure(Map.of()).get(10, TimeUnit.SECONDS);
        }
        while (logged().size() < 3) {
            Thread.sleep(10); // the log has a thread of its own
        }
        assertThat(logged()).contains("a line for people {}", "printed by a library", "42");
    }
}
