package org.hepto.daeman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConditionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aPollThatSaysNoIsMissing() throws Exception {
        assertThat(Condition.poll("readyz", SECOND, () -> false).missing()).contains("readyz");
        assertThat(Condition.poll("readyz", SECOND, () -> true).missing()).isEmpty();
    }

    @Test
    void aPollThatThrowsTellsWhy() throws Exception {
        Condition condition = Condition.poll("readyz", SECOND, () -> {
            throw new ConnectException();
        });
        assertThat(condition.missing()).contains("readyz (connection refused)");
    }

    @Test
    void anInterruptedPollIsInterrupted() {
        Condition condition = Condition.poll("readyz", SECOND, () -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(condition::missing).isInstanceOf(InterruptedException.class);
    }

    @Test
    void filesTellWhichAreMissing(@TempDir Path dir) throws Exception {
        Condition condition = Condition.files(dir.resolve("a"), dir.resolve("b"));
        Files.createFile(dir.resolve("a"));
        assertThat(condition.missing()).contains("file " + dir.resolve("b"));
        Files.createFile(dir.resolve("b"));
        assertThat(condition.missing()).isEmpty();
    }

    @Test
    void allTellsAllThatIsMissingAndLooksAsOftenAsItsPartsWant() throws Exception {
        Condition all = Condition.all(
                Condition.poll("a", Duration.ofSeconds(3), () -> false),
                Condition.poll("b", Duration.ofSeconds(2), () -> true),
                Condition.poll("c", Duration.ofSeconds(4), () -> false));
        assertThat(all.description()).isEqualTo("a, b, c");
        assertThat(all.missing()).contains("a, c");
        assertThat(all.interval()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void allOfNothingHolds() throws Exception {
        assertThat(Condition.all().missing()).isEmpty();
    }
}
