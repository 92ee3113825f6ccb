package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BroadcastQueueTest {

    private final BroadcastQueue queue = new BroadcastQueue(1000);

    private static Encoded news(String text) {
        return Encoded.of(new Message.User(Bytes.utf8(text)));
    }

    private List<String> take(int space) {
        return queue.take(2, space, 255, 3).stream()
                .map(item -> ((Message.User) item.message()).data().toUtf8())
                .toList();
    }

    @Test
    void theLeastSentComesFirstThenTheLargestThenTheNewest() {
        queue.add("a", news("aaaaaaaaaa"));
        queue.add("b", news("bbbbbbbbbbbbbbb"));
        queue.add("c", news("cccccccccc"));
        assertThat(take(20)).containsExactly("bbbbbbbbbbbbbbb");
        assertThat(take(30)).containsExactly("cccccccccc", "aaaaaaaaaa");
        assertThat(take(20)).containsExactly("bbbbbbbbbbbbbbb");
    }

    @Test
    void whatDoesNotFitIsPassedOver() {
        queue.add("large", news("l".repeat(100)));
        queue.add("small", news("s".repeat(10)));
        assertThat(take(50)).containsExactly("s".repeat(10));
        assertThat(take(150)).containsExactly("l".repeat(100), "s".repeat(10));
    }

    @Test
    void aPieceIsSentUpToTheLimitAndNewerNewsReplaceOlder() {
        queue.add("a", news("older news"));
        assertThat(queue.contains("a")).isTrue();
        queue.add("a", news("newer news"));
        for (int i = 0; i < 3; i++) {
            assertThat(take(100)).containsExactly("newer news");
        }
        assertThat(take(100)).isEmpty();
        assertThat(queue.contains("a")).isFalse();
    }

    @Test
    void aFullQueueDropsWhatWasSentMost() {
        var small = new BroadcastQueue(2);
        assertThat(small.add("a", news("first news"))).isFalse();
        assertThat(small.take(2, 100, 1, 5)).hasSize(1);
        assertThat(small.add("b", news("second news"))).isFalse();
        assertThat(small.add("c", news("third news"))).isTrue();
        assertThat(small.contains("a")).isFalse();
        assertThat(small.size()).isEqualTo(2);
    }

    @Property(tries = 200)
    void neverTakesMoreThanTheSpace(
            @ForAll @Size(max = 50) List<@IntRange(max = 300) Integer> lengths,
            @ForAll @IntRange(max = 1500) int space) {
        var any = new BroadcastQueue(100);
        for (int i = 0; i < lengths.size(); i++) {
            any.add("n" + i, news("x".repeat(lengths.get(i))));
        }
        int taken = any.take(2, space, 255, 4).stream()
                .mapToInt(item -> item.length() + 2)
                .sum();
        assertThat(taken).isLessThanOrEqualTo(space);
    }
}
