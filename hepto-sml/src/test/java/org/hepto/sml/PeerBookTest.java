package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeerBookTest {

    private final PeerBook book = new PeerBook(new SplittableRandom(1), 1000, 60_000);

    private List<Address> due(int count, long now) {
        return book.due(count, now, address -> false);
    }

    @Test
    void anchorsComeFirst() {
        book.learn("a", Simulation.address(1));
        book.anchor(Simulation.address(2));
        assertThat(due(1, 0)).containsExactly(Simulation.address(2));
        assertThat(due(5, 0)).containsExactly(Simulation.address(1));
        assertThat(due(5, 0)).isEmpty();
    }

    @Test
    void thePausesGrowButNeverEnd() {
        book.learn("a", Simulation.address(1));
        List<Long> tries = new ArrayList<>();
        for (long now = 0; now < 3_600_000; now += 100) {
            if (!due(1, now).isEmpty()) {
                tries.add(now);
            }
        }
        assertThat(tries.size()).isBetween(45, 90);
        assertThat(tries.get(1) - tries.get(0)).isLessThan(1500);
        for (int i = 10; i < tries.size(); i++) {
            assertThat(tries.get(i) - tries.get(i - 1)).isBetween(45_000L, 75_100L);
        }
    }

    @Test
    void presentPeersAreLeftAloneAndReachedOnesSoonTriedAgain() {
        book.learn("a", Simulation.address(1));
        assertThat(book.due(1, 0, address -> true)).isEmpty();
        for (long now = 0; now < 600_000; now += 1000) {
            due(1, now);
        }
        book.reached(Simulation.address(1), 600_000);
        assertThat(due(1, 601_500)).hasSize(1);
    }

    @Test
    void whoLeftIsForgottenAndWhoMovedHasOneAddress() {
        book.learn("a", Simulation.address(1));
        book.learn("b", Simulation.address(2));
        book.forget(Simulation.address(1));
        book.learn("b", Simulation.address(3));
        assertThat(book.addresses()).containsExactly(Simulation.address(3));
        book.anchor(Simulation.address(3));
        book.forget(Simulation.address(3));
        assertThat(book.addresses()).as("anchors stay").hasSize(1);
    }

    @Test
    void theBookIsBounded() {
        book.anchor(Simulation.address(0));
        for (int i = 1; i < 5000; i++) {
            book.learn("n" + i, Simulation.address(i));
        }
        assertThat(book.addresses()).hasSize(PeerBook.CAPACITY).contains(Simulation.address(0));
    }
}
