package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.hepto.sml.Admission.Place;
import org.hepto.sml.Admission.Standing;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private final Admission admission = new Admission();
    private final List<Integer> evicted = new ArrayList<>();
    private long now;

    /** An address in a /64 of its own. */
    private static Bytes ip(int network, int host) {
        return Bytes.of(new byte[] {
            0x20,
            1,
            0xd,
            0,
            0,
            0,
            (byte) (network >> 8),
            (byte) network,
            0,
            0,
            0,
            0,
            0,
            0,
            (byte) (host >> 8),
            (byte) host
        });
    }

    private java.util.Optional<Place> stranger(int network, int host) {
        return admission.enter(ip(network, host), Standing.STRANGER, () -> evicted.add(network), now);
    }

    @Test
    void oneNetworkOfStrangersHasFewPlaces() {
        for (int host = 0; host < 100; host++) {
            assertThat(stranger(1, host).isPresent()).isEqualTo(host < Standing.STRANGER.perSource());
        }
        assertThat(stranger(2, 1)).isPresent();
        assertThat(evicted).isEmpty();
    }

    @Test
    void aStrangerMoreTakesThePlaceOfTheEldest() {
        int limit = Standing.STRANGER.limit();
        for (int network = 0; network < limit + 3; network++) {
            assertThat(stranger(network, 1)).isPresent();
        }
        assertThat(evicted).containsExactly(0, 1, 2);
        assertThat(admission.count(Standing.STRANGER)).isEqualTo(limit);
    }

    @Test
    void strangersTakeNoPlaceOfMembersAndOfThoseThatAKeyHasOpened() {
        for (int network = 0; network < 1000; network++) {
            assertThat(stranger(network, 1)).isPresent();
        }
        for (int host = 0; host < Standing.NEIGHBOUR.limit(); host++) {
            assertThat(admission.enter(ip(7, host), Standing.NEIGHBOUR, () -> evicted.add(-1), now))
                    .as("members share a network")
                    .isPresent();
        }
        assertThat(admission.enter(ip(7, 999), Standing.NEIGHBOUR, () -> {}, now))
                .isEmpty();
        Place admitted = stranger(2000, 1).orElseThrow();
        assertThat(admitted.admit()).isTrue();
        for (int network = 3000; network < 4000; network++) {
            assertThat(stranger(network, 1)).isPresent();
        }
        assertThat(evicted).doesNotContain(2000, -1);
        assertThat(admission.count(Standing.ADMITTED)).isEqualTo(1);
    }

    @Test
    void placesAreGivenBackOnce() {
        Place place = stranger(1, 1).orElseThrow();
        Place other = stranger(1, 2).orElseThrow();
        assertThat(other.admit()).isTrue();
        place.leave();
        place.leave();
        other.leave();
        assertThat(place.admit()).as("it is closed").isFalse();
        for (Standing standing : Standing.values()) {
            assertThat(admission.count(standing)).isZero();
        }
        now += 60_000;
        for (int host = 0; host < Standing.STRANGER.perSource(); host++) {
            assertThat(stranger(1, host)).isPresent();
        }
    }

    @Test
    void aHundredSourcesThatComeAgainAndAgainLeaveANewcomerItsTime() {
        for (now = 0; now < 10_000; now += 10) {
            for (int network = 0; network < 100; network++) {
                stranger(network, 1).ifPresent(place -> {});
            }
            if (now == 5000) {
                assertThat(stranger(2000, 1)).isPresent();
            }
            if (now == 5200) {
                assertThat(evicted)
                        .as("after 200 ms, at two streams a second from each source")
                        .doesNotContain(2000);
            }
        }
    }
}
