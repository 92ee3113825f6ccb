package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeerBookTest {

    private final PeerBook book = new PeerBook(new Pause.Maker(new SplittableRandom(1), 1000, 60_000));

    private List<Address> due(int count, long now) {
        return book.due(count, now, address -> false);
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
    void whoAnswersButIsNotTheMemberIsTriedLessAndLess() {
        book.learn("a", Simulation.address(1));
        int tries = 0;
        for (long now = 0; now < 600_000; now += 100) {
            for (Address address : due(1, now)) {
                book.reached(address, now);
                tries++;
            }
        }
        assertThat(tries).isBetween(10, 20);
    }

    @Test
    void whoLeftIsForgottenAndWhoMovedHasOneAddress() {
        book.learn("a", Simulation.address(1));
        book.learn("b", Simulation.address(2));
        book.forget(Simulation.address(1));
        book.learn("b", Simulation.address(3));
        assertThat(book.addresses()).containsExactly(Simulation.address(3));
    }

    @Test
    void aNameIsForgottenWithItsAddress() {
        book.learn("a", Simulation.address(1));
        book.learn("b", Simulation.address(2));
        book.forget("a");
        book.forget("nobody");
        assertThat(book.addresses()).containsExactly(Simulation.address(2));
        assertThat(book.hasHost(Simulation.address(1).ip())).isFalse();
        assertThat(due(9, 0)).containsExactly(Simulation.address(2));
    }

    @Test
    void theBookIsBounded() {
        for (int i = 0; i < 5000; i++) {
            book.learn("n" + i, Simulation.address(i));
            book.learn("m" + i, Simulation.address(0));
        }
        assertThat(book.addresses()).hasSize(PeerBook.CAPACITY);
        assertThat(book.names()).isEqualTo(PeerBook.CAPACITY);
        assertThat(book.nameAt(Simulation.address(4999))).isEqualTo("n4999");
    }
}
