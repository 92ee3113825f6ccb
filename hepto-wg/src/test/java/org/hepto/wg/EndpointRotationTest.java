package org.hepto.wg;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.Test;

class EndpointRotationTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final WgKey KEY = new WgKey(new byte[32]);
    private static final WgEndpoint ROAMED = endpoint(99);

    private final EndpointRotation rotation = new EndpointRotation();

    private static WgEndpoint endpoint(int number) {
        return new WgEndpoint(new Ipv6Address(0x20010db8_00000000L, number), 51820);
    }

    private static List<WgEndpoint> endpoints(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(EndpointRotationTest::endpoint)
                .toList();
    }

    private static WgPeerState peer(Optional<WgEndpoint> endpoint, Optional<Instant> handshake) {
        return new WgPeerState(KEY, endpoint, 25, Set.of(), handshake, 0, 0);
    }

    private static WgPeerState silent() {
        return peer(Optional.empty(), Optional.empty());
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }

    @Property
    void everyCandidateIsTriedInItsTurnAndForEver(
            @ForAll @IntRange(min = 1, max = EndpointRotation.MAX_CANDIDATES) int count,
            @ForAll @IntRange(min = 1, max = 5) int tick) {
        List<WgEndpoint> candidates = endpoints(count);
        List<WgEndpoint> tried = new ArrayList<>();
        int slot = Math.ceilDiv(10, tick) * tick; // a slot ends with the tick that follows
        for (int second = 0; second < 3 * count * slot; second += tick) {
            rotation.next(silent(), candidates, at(second)).ifPresent(tried::add);
        }
        assertThat(tried)
                .containsExactlyElementsOf(Collections.nCopies(3, candidates).stream()
                        .flatMap(List::stream)
                        .toList());
    }

    @Property
    void freshPeerIsLeftAloneAsLongAsItTellsOfWhereItIsHeard(
            @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 4) Integer> counts,
            @ForAll @IntRange(max = 179) int age) {
        int second = 0;
        for (int count : counts) {
            second += 7;
            WgPeerState peer = peer(Optional.of(endpoint(1)), Optional.of(at(second - age)));
            assertThat(rotation.next(peer, endpoints(count), at(second))).isEmpty();
        }
    }

    @Test
    void freshPeerThatIsHeardElsewhereThanItTellsIsLeftAloneAsLongAsItTellsTheSame() {
        WgPeerState peer = peer(Optional.of(ROAMED), Optional.of(START));
        for (int second = 0; second < 20; second++) {
            assertThat(rotation.next(peer, endpoints(2), at(second))).isEmpty();
        }
    }

    @Test
    void freshPeerThatHasMovedIsCalledOnceWhereItTellsToBe() {
        WgPeerState peer = peer(Optional.of(endpoint(1)), Optional.of(START));
        List<WgEndpoint> other = List.of(endpoint(7), endpoint(8));
        rotation.next(peer, endpoints(1), at(0));
        assertThat(rotation.next(peer, List.of(), at(1)))
                .as("between two addresses")
                .isEmpty();
        assertThat(rotation.next(peer, other, at(2))).contains(endpoint(7));
        assertThat(rotation.next(peer, other, at(3))).isEmpty();
    }

    @Test
    void peersThatHaveBothMovedCallEachOtherWhereTheyTellToBe() {
        WgPeerState peer = peer(Optional.of(endpoint(1)), Optional.of(START));
        rotation.next(peer, endpoints(1), at(0));
        rotation.ownAddressChanged();
        assertThat(rotation.next(peer, List.of(endpoint(7)), at(1))).contains(endpoint(7));
    }

    @Test
    void freshPeerIsCalledOnceAfterTheOwnAddressChanged() {
        WgPeerState peer = peer(Optional.of(ROAMED), Optional.of(START));
        rotation.next(peer, endpoints(2), at(0));
        rotation.ownAddressChanged();
        assertThat(rotation.next(peer, endpoints(2), at(1))).contains(ROAMED);
        assertThat(rotation.next(peer, endpoints(2), at(2))).isEmpty();
    }

    @Test
    void handshakeOf180SecondsIsStale() {
        WgPeerState peer = peer(Optional.of(ROAMED), Optional.of(START));
        assertThat(rotation.next(peer, endpoints(1), at(179))).isEmpty();
        assertThat(rotation.next(peer, endpoints(1), at(180))).contains(endpoint(1));
    }

    @Test
    void handshakeOfTheFutureIsStale() {
        assertThat(rotation.next(peer(Optional.of(ROAMED), Optional.of(at(3600))), endpoints(1), at(0)))
                .contains(endpoint(1));
    }

    @Test
    void clockThatIsSetBackDoesNotProlongASlot() {
        rotation.next(silent(), endpoints(2), at(3600));
        assertThat(rotation.next(silent(), endpoints(2), at(0))).contains(endpoint(2));
    }

    @Test
    void otherCandidatesAreTriedAtOnceFromTheFirst() {
        rotation.next(silent(), endpoints(3), at(0));
        rotation.next(silent(), endpoints(3), at(10));
        List<WgEndpoint> other = List.of(endpoint(7), endpoint(1));
        assertThat(rotation.next(silent(), other, at(11))).contains(endpoint(7));
        assertThat(rotation.next(silent(), other, at(20))).isEmpty();
        assertThat(rotation.next(silent(), other, at(21))).contains(endpoint(1));
    }

    @Test
    void ownAddressThatChangedRestartsTheRotation() {
        rotation.next(silent(), endpoints(3), at(0));
        rotation.next(silent(), endpoints(3), at(10));
        rotation.ownAddressChanged();
        assertThat(rotation.next(silent(), endpoints(3), at(11))).contains(endpoint(1));
    }

    @Test
    void whereAPeerWasHeardLastComesAfterWhatItSays() {
        WgPeerState heard = peer(Optional.of(ROAMED), Optional.of(START));
        rotation.next(heard, endpoints(1), at(0));
        assertThat(rotation.next(heard, endpoints(1), at(180))).contains(endpoint(1));
        WgPeerState called = peer(Optional.of(endpoint(1)), Optional.of(START));
        assertThat(rotation.next(called, endpoints(1), at(190))).contains(ROAMED);
        assertThat(rotation.next(called, endpoints(1), at(200))).contains(endpoint(1));
    }

    @Test
    void peerOfWhichNothingIsKnownIsLeftAlone() {
        assertThat(rotation.next(silent(), List.of(), at(0))).isEmpty();
        assertThat(rotation.next(silent(), endpoints(1), at(1))).contains(endpoint(1));
    }

    @Test
    void forgottenPeerBeginsAnew() {
        rotation.next(silent(), endpoints(2), at(0));
        rotation.retain(List.of());
        assertThat(rotation.next(silent(), endpoints(2), at(1))).contains(endpoint(1));
    }

    /** One of two nodes that call each other through firewalls which let in what answers a packet of the last 30 s. */
    private static final class Caller {
        private static final int REKEY_TIMEOUT = 5;
        private static final int FIREWALL_SECONDS = 30;

        private final EndpointRotation rotation = new EndpointRotation();
        private final List<WgEndpoint> candidates;
        private final WgEndpoint right;
        private final int begins;
        private Optional<WgEndpoint> endpoint = Optional.empty();
        private int sent = -REKEY_TIMEOUT;
        private int sentRight = Integer.MIN_VALUE / 2;

        Caller(int candidates, int right, int begins) {
            this.candidates = endpoints(candidates);
            this.right = this.candidates.get(right % candidates);
            this.begins = begins;
        }

        /** Returns whether a handshake went to where the other node really is. */
        boolean calls(int second) {
            if (second < begins) {
                return false;
            }
            rotation.next(silent(), candidates, at(second)).ifPresent(next -> endpoint = Optional.of(next));
            if (second - sent < REKEY_TIMEOUT) {
                return false;
            }
            sent = second;
            if (endpoint.equals(Optional.of(right))) {
                sentRight = second;
                return true;
            }
            return false;
        }

        boolean letsIn(int second) {
            return second - sentRight < FIREWALL_SECONDS;
        }
    }

    @Property
    void twoPeersBehindFirewallsMeet(
            @ForAll @Size(2) List<@IntRange(min = 1, max = EndpointRotation.MAX_CANDIDATES) Integer> candidates,
            @ForAll @Size(2) List<@IntRange(max = 5) Integer> right,
            @ForAll @IntRange(max = 120) int later) {
        Caller one = new Caller(candidates.get(0), right.get(0), 0);
        Caller other = new Caller(candidates.get(1), right.get(1), later);
        Duration bound = EndpointRotation.SLOT.multipliedBy(2L * EndpointRotation.MAX_CANDIDATES + 1);
        for (int second = 0; second < later + bound.toSeconds(); second++) {
            boolean fromOne = one.calls(second);
            boolean fromOther = other.calls(second);
            if ((fromOne && other.letsIn(second)) || (fromOther && one.letsIn(second))) {
                return;
            }
        }
        throw new AssertionError("they do not meet within " + bound);
    }

    @Test
    void candidatesBeyondTheSixthAreIgnored() {
        Set<WgEndpoint> tried = new HashSet<>();
        for (int second = 0; second < 200; second++) {
            rotation.next(silent(), endpoints(9), at(second)).ifPresent(tried::add);
        }
        assertThat(tried).containsExactlyInAnyOrderElementsOf(endpoints(6));
    }
}
