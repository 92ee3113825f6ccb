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

    private ByteBudget.Share yielding(Bytes source, AtomicInteger calls) {
        ByteBudget.Share share = budget.share(source);
        share.offer(() -> {
            calls.incrementAndGet();
            share.release();
        });
        return share;
    }

    @Test
    void whoeverOffersItGivesWayToAllThatDoNot() {
        var calls = new AtomicInteger();
        ByteBudget.Share small = yielding(A, calls);
        ByteBudget.Share large = yielding(B, calls);
        ByteBudget.Share kept = yielding(Bytes.utf8("c"), calls);
        assertThat(small.grow(10)).isTrue();
        assertThat(large.grow(40)).isTrue();
        assertThat(kept.grow(50)).isTrue();
        kept.keep();
        ByteBudget.Share other = budget.share(Bytes.utf8("d"));
        assertThat(other.grow(30)).isTrue();
        assertThat(calls).as("the largest is enough").hasValue(1);
        assertThat(large.held()).isZero();
        assertThat(other.grow(60)).as("what is kept stays").isFalse();
        assertThat(kept.held()).isEqualTo(50);
        assertThat(budget.used()).isEqualTo(80);
    }

    @Test
    void amongThoseThatOfferItTheSourceThatHoldsMostGivesWay() {
        var calls = new AtomicInteger();
        ByteBudget.Share one = yielding(A, calls);
        ByteBudget.Share two = yielding(A, calls);
        ByteBudget.Share small = yielding(B, calls);
        assertThat(one.grow(20)).isTrue();
        assertThat(two.grow(40)).isTrue();
        assertThat(small.grow(40)).isTrue();
        assertThat(one.grow(30)).as("of the source that holds most").isFalse();
        assertThat(small.grow(50)).isTrue();
        assertThat(two.held()).isZero();
        assertThat(one.grow(60)).as("it would hold more").isFalse();
        assertThat(one.held()).isEqualTo(20);
        assertThat(calls).hasValue(1);
    }

    @Test
    void whatIsGivenBackBelongsToWhoWaits() {
        var calls = new AtomicInteger();
        ByteBudget.Share kept = budget.share(A);
        assertThat(kept.grow(60)).isTrue();
        ByteBudget.Share large = yielding(B, calls);
        assertThat(large.grow(40)).isTrue();
        ByteBudget.Share waiting = budget.share(Bytes.utf8("c"));
        large.keep();
        assertThat(waiting.grow(50)).isFalse();
        waiting.await(() -> assertThat(waiting.grow(50)).isTrue());
        large.offer(large::release);
        assertThat(yielding(Bytes.utf8("d"), calls).grow(10)).isFalse();
        kept.release();
        assertThat(waiting.held()).isEqualTo(50);
        assertThat(budget.used()).isEqualTo(90);
        assertThat(calls).hasValue(0);
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
