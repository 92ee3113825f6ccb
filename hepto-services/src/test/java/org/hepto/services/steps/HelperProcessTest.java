package org.hepto.services.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hepto.daeman.FatalUnitException;
import org.hepto.daeman.Time;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Helpers that are shell scripts. */
@Timeout(60)
class HelperProcessTest {
    private static final Step STEP = new Step.AwaitEtcd();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final List<Runnable> timers = new ArrayList<>();

    /** Timers are run by hand. */
    private final Time time = new Time() {
        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            timers.add(task);
            return () -> {};
        }
    };

    private HelperProcess helper(String script) {
        return new HelperProcess(List.of("/bin/sh", "-c", script, directory.toString()), time);
    }

    private long starts() throws IOException {
        return Files.readAllLines(directory.resolve("starts")).size();
    }

    @Test
    void oneProcessDoesWhatIsAskedWhileItLives() throws Exception {
        String script = """
                echo start >> $0/starts
                i=0
                while read line; do
                  i=$((i + 1))
                  echo "{\\"id\\":$i,\\"missing\\":\\"half of it\\"}"
                  echo "{\\"id\\":$i,\\"result\\":{\\"text\\":\\"answer $i\\"}}"
                done""";
        try (HelperProcess helper = helper(script)) {
            List<String> missing = new ArrayList<>();
            assertThat(helper.run(STEP, missing::add)).isEqualTo(new StepResult.Done("answer 1"));
            assertThat(helper.run(STEP)).isEqualTo(new StepResult.Done("answer 2"));
            assertThat(missing).containsExactly("half of it");
            assertThat(starts()).isEqualTo(1);
        }
    }

    @Test
    void anIdleProcessIsEndedAndTheNextStepHasAnother() throws Exception {
        String script = """
                echo start >> $0/starts
                read line
                echo '{"id":1,"result":{"text":""}}'
                while read line; do :; done
                echo end >> $0/ends""";
        try (HelperProcess helper = helper(script)) {
            helper.run(STEP);
            timers.getLast().run();
            assertThat(directory.resolve("ends"))
                    .as("it has seen the end of its input")
                    .exists();
            helper.run(STEP);
            assertThat(starts()).isEqualTo(2);
        }
        assertThat(Files.readAllLines(directory.resolve("ends")))
                .as("close waits")
                .hasSize(2);
    }

    @Test
    void aTimerThatFiresWhileAStepRunsEndsNothing() throws Exception {
        String script = """
                read line
                echo '{"id":1,"result":{"text":""}}'
                read line
                echo '{"id":2,"missing":"a while"}'
                while [ ! -e $0/go ]; do sleep 0.1; done
                echo '{"id":2,"result":{"text":"late"}}'
                read line""";
        try (HelperProcess helper = helper(script)) {
            helper.run(STEP);
            Runnable idle = timers.getLast();
            StepResult late = helper.run(STEP, line -> {
                idle.run();
                create("go");
            });
            assertThat(late).isEqualTo(new StepResult.Done("late"));
        }
    }

    private void create(String file) {
        try {
            Files.createFile(directory.resolve(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCrashIsTheFailureOfTheStepWithTheLastWords() throws Exception {
        String script = """
                echo start >> $0/starts
                read line
                echo 'WARN  disk: nearly full' >&2
                echo 'No space left on device' >&2
                echo >&2
                exit 3""";
        try (HelperProcess helper = helper(script)) {
            for (int tries = 1; tries <= 2; tries++) {
                assertThatThrownBy(() -> helper.run(STEP))
                        .isInstanceOf(IOException.class)
                        .hasMessage("the helper ended with exit code 3: No space left on device");
                assertThat(starts()).isEqualTo(tries);
            }
        }
    }

    @Test
    void failuresAreThrownAsTheyWereInTheHelper() throws Exception {
        String script = """
                read line
                echo '{"id":1,"failed":"no space left"}'
                read line
                echo '{"id":2,"fatal":"set the clock"}'
                read line""";
        try (HelperProcess helper = helper(script)) {
            assertThatThrownBy(() -> helper.run(STEP))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no space left");
            assertThatThrownBy(() -> helper.run(STEP))
                    .isInstanceOf(FatalUnitException.class)
                    .hasMessage("set the clock");
        }
    }

    @Test
    void anInterruptedThreadGivesItsStepUp() throws Exception {
        String script = """
                read line
                echo '{"id":1,"missing":"something"}'
                read line
                echo "$line" > $0/second
                while read line; do :; done""";
        try (HelperProcess helper = helper(script)) {
            CompletableFuture<Exception> outcome = new CompletableFuture<>();
            CompletableFuture<Void> waits = new CompletableFuture<>();
            Thread thread = Thread.ofVirtual().start(() -> {
                try {
                    helper.run(STEP, line -> waits.complete(null));
                } catch (IOException | InterruptedException e) {
                    outcome.complete(e);
                }
            });
            waits.join();
            thread.interrupt();
            assertThat(outcome.join()).isInstanceOf(InterruptedException.class);
        }
        assertThat(Files.readString(directory.resolve("second"))).isEqualTo("{\"id\":1,\"cancel\":true}\n");
    }

    @Test
    void aProgramThatCannotBeStartedFailsTheStep() {
        try (HelperProcess helper =
                new HelperProcess(List.of(directory.resolve("missing").toString()), time)) {
            assertThatThrownBy(() -> helper.run(STEP)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void preparingStartsTheProcessBeforeTheStep() throws Exception {
        String script = """
                echo start >> $0/starts
                read line
                echo '{"id":1,"result":{"text":""}}'
                read line""";
        try (HelperProcess helper = helper(script)) {
            helper.prepare();
            helper.run(STEP);
            assertThat(starts()).isEqualTo(1);
        }
    }
}
