package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeyChangeTest {
    private final KeyChange change = new KeyChange();

    private CompletableFuture<Optional<String>> awaitAfter(String known) {
        CompletableFuture<Optional<String>> news = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                news.complete(change.awaitProgress(known));
            } catch (InterruptedException e) {
                news.completeExceptionally(e);
            }
        });
        return news;
    }

    @Test
    void askingTwiceIsOneChange() {
        List<String> woken = new ArrayList<>();
        change.listen(() -> woken.add("woken"));
        assertThat(change.isAsked()).isFalse();
        change.ask();
        change.ask();
        assertThat(woken).hasSize(1);
        change.begun();
        change.ask();
        assertThat(change.isAsked()).as("it is on its way").isFalse();
        change.ended("done");
        change.ask();
        assertThat(change.isAsked()).isTrue();
    }

    @Test
    void eachLineIsToldToTheLast() throws Exception {
        change.ask();
        assertThat(change.awaitProgress("")).contains("draws a new key");
        CompletableFuture<Optional<String>> second = awaitAfter("draws a new key");
        change.ended("of the round before"); // which has not seen yet what is asked
        assertThat(second).isNotDone();
        change.begun();
        change.progress("waits");
        assertThat(second.get(1, TimeUnit.MINUTES)).contains("waits");
        CompletableFuture<Optional<String>> third = awaitAfter("waits");
        change.ended("done");
        assertThat(third.get(1, TimeUnit.MINUTES)).contains("done");
        assertThat(change.awaitProgress("done")).isEmpty();
    }

    @Test
    void whatADaemonBeforeHasBegunIsWatched() throws Exception {
        change.progress("waits");
        change.ask();
        assertThat(change.isAsked()).as("another one").isFalse();
        assertThat(change.awaitProgress("")).contains("waits");
    }

    @Test
    void nothingIsToldOfNothing() throws Exception {
        change.ended("");
        assertThat(change.awaitProgress("")).isEmpty();
    }
}
