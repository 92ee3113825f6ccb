package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.hepto.scenarios.ConformanceResult.State;
import org.junit.jupiter.api.Test;

class ConformanceQueueTest {
    private static final ConformanceTest A = new ConformanceTest("a");
    private static final ConformanceTest B = new ConformanceTest("b");
    private static final ConformanceTest C = new ConformanceTest("c");

    private final ConformanceQueue queue = new ConformanceQueue(List.of(List.of(A, B), List.of(C)));

    @Test
    void startsNoMoreProcessesThanAllowed() {
        assertThat(queue.mayStart(1)).isTrue();
        assertThat(queue.start(1)).containsExactly(A, B);
        assertThat(queue.mayStart(1)).isFalse();
        assertThat(queue.mayStart(2)).isTrue();
        assertThat(queue.testsRunning()).isEqualTo(2);
        assertThat(queue.testsWaiting()).isEqualTo(1);
    }

    @Test
    void isDoneWhenNothingRunsOrWaits() {
        queue.start(1);
        queue.start(2);
        assertThat(queue.processes()).containsExactlyInAnyOrder(1, 2);
        queue.ended(1, Map.of("a", passed(A), "b", passed(B)), () -> "");
        assertThat(queue.done()).isFalse();
        queue.ended(2, Map.of("c", passed(C)), () -> "");
        assertThat(queue.done()).isTrue();
    }

    @Test
    void testsWithoutAResultRunOnceMoreAndThenHaveFailed() {
        queue.start(1);
        assertThat(queue.ended(1, Map.of("a", passed(A)), () -> "")).containsExactly(passed(A));
        assertThat(queue.testsWaiting()).isEqualTo(2);
        queue.start(2);
        queue.ended(2, Map.of("c", passed(C)), () -> "");
        assertThat(queue.start(3)).containsExactly(B);
        assertThat(queue.ended(3, Map.of(), () -> "out of memory"))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.test()).isEqualTo("b");
                    assertThat(result.failed()).isTrue();
                    assertThat(result.message()).endsWith("out of memory");
                });
        assertThat(queue.done()).isTrue();
    }

    private static ConformanceResult passed(ConformanceTest test) {
        return new ConformanceResult(test.name(), State.PASSED, 1, "", "");
    }
}
