package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {

    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");

    private final ByteBudget budget = new ByteBudget(100, 60);

    @Test
    void allTogetherAndEachSourceHaveALimit() {
        ByteBudget.Share first = budget.share(A);
        ByteBudget.Share second = budget.share(A);
        ByteBudget.Share third = budget.share(B);
        assertThat(first.grow(40)).isTrue();
        assertThat(second.grow(40)).as("of one source").isFalse();
        assertThat(second.grow(20)).isTrue();
        assertThat(third.grow(50)).as("of all").isFalse();
        assertThat(third.grow(40)).isTrue();
        first.release();
        assertThat(third.grow(60)).isTrue();
        assertThat(budget.used()).isEqualTo(80);
    }

    @Test
    void whoWaitsIsCalledWhenSomethingIsGivenBack() {
        ByteBudget.Share first = budget.share(A);
        ByteBudget.Share second = budget.share(B);
        var calls = new AtomicInteger();
        assertThat(first.grow(60)).isTrue();
        assertThat(second.grow(50)).isFalse();
        second.await(() -> {
            calls.incrementAndGet();
            assertThat(second.grow(50)).isTrue();
        });
        first.resize(10);
        first.release();
        assertThat(calls).hasValue(1);
        second.release();
        assertThat(budget.used()).isZero();
        assertThat(budget.sources()).isZero();
    }

    @Test
    void theBoundsFollowFromTheHeap() {
        for (long mebi : new long[] {24, 64, 256, 4096}) {
            MemoryPlan plan = MemoryPlan.of(mebi << 20);
            long all =
                    plan.changes() + plan.strangers() + plan.members() + plan.sending() + plan.events() + plan.stream();
            assertThat(all).as("of %d MiB", mebi).isLessThanOrEqualTo((mebi << 20) * 18 / 32);
            assertThat((long) plan.stream())
                    .as("an answer of the map and 1000 nodes")
                    .isGreaterThan(4L * Replica.PIECE + 130_000L);
            assertThat(plan.source()).isLessThan(plan.strangers());
        }
        assertThat(MemoryPlan.of(Long.MAX_VALUE).stream()).isBetween(Limits.STREAM - 3, Limits.STREAM);
        assertThat(MemoryPlan.of(Long.MAX_VALUE).inflated()).isEqualTo(Limits.STREAM_INFLATED);
    }
}
