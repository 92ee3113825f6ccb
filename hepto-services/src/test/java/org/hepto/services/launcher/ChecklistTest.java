package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.hepto.services.node.ConfigException;
import org.junit.jupiter.api.Test;

class ChecklistTest {
    private final Checklist checks = new Checklist();

    @Test
    void allFailuresAreThrownAtOnceALineEach() throws InterruptedException {
        checks.add(CheckResult.ok("user", "root"));
        checks.add(CheckResult.warn("memory", "1 MiB", "add some"));
        checks.add(CheckResult.fail("tool nft", "not found", "install it"));
        assertThat(checks.require("name", () -> {
                    throw new ConfigException(List.of("too long; shorten it", "too odd; choose another"));
                }))
                .isFalse();
        assertThat(checks.attempt("disk", () -> {
                    throw new NoSuchFileException("/x");
                }))
                .isEmpty();
        assertThatThrownBy(checks::requireNoFailure)
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "tool nft: not found; install it",
                                        "too long; shorten it",
                                        "too odd; choose another",
                                        "disk: cannot be checked: there is no /x; repair that and try again"));
    }

    @Test
    void warningsKeepNoNodeFromStarting() throws InterruptedException {
        checks.add(CheckResult.warn("memory", "1 MiB", "add some"));
        assertThat(checks.attempt("word", () -> "found")).contains("found");
        assertThat(checks.failed()).isFalse();
        checks.requireNoFailure();
    }

    @Test
    void failureOfTheHostIsOneLineToo() throws InterruptedException {
        checks.require("memory", () -> {
            throw new IOException("line one\nline two");
        });
        assertThat(checks.results().getFirst().line()).doesNotContain("line two");
    }
}
