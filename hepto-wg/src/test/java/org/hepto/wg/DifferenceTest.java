package org.hepto.wg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.junit.jupiter.api.Test;

/** What {@link WgDevice} changes, and that the kernel then has what was declared. */
class DifferenceTest {
    private static final WgPrivateKey KEY = WgPrivateKey.generate();
    private static final WgEndpoint ROAMED = Peers.endpoint(99);

    private final FakeWgKernel kernel = new FakeWgKernel();

    private boolean apply(WgPeer... peers) throws ErrnoException {
        kernel.changes.clear();
        return WgDevice.apply(kernel, FakeWgKernel.DEVICE, new WgConfig(KEY, 51820, List.of(peers)));
    }

    private WgPeerState state(int number) {
        return kernel.get(FakeWgKernel.DEVICE).peers().stream()
                .filter(peer -> peer.publicKey().equals(Peers.key(number)))
                .findFirst()
                .orElseThrow();
    }

    private List<WgKey> changed() {
        return kernel.changes.stream().map(PeerChange::key).distinct().toList();
    }

    @Test
    void onlyThePeerThatDiffersIsTouched() throws ErrnoException {
        apply(Peers.peer(1, "fd00::1/128"), Peers.peer(2, "fd00::2/128"), Peers.peer(3, "fd00::3/128"));
        assertThat(apply(Peers.peer(1, "fd00::1/128"), Peers.peer(2, "fd00::9/128"), Peers.peer(3, "fd00::3/128")))
                .isTrue();
        assertThat(changed()).containsExactly(Peers.key(2));
        assertThat(state(2).allowedIps()).isEqualTo(Peers.prefixes("fd00::9/128"));
    }

    @Test
    void orderOfAllowedIpsIsNoDifference() throws ErrnoException {
        apply(Peers.peer(1, "fd00::1/128", "fd00:1::/64"));
        assertThat(apply(Peers.peer(1, "fd00:1::5/64", "fd00::1/128"))).isFalse();
    }

    @Test
    void furtherAllowedIpDoesNotReplaceTheOthers() throws ErrnoException {
        apply(Peers.peer(1, "fd00::1/128"));
        apply(Peers.peer(1, "fd00::1/128", "fd00:1::/64"));
        assertThat(kernel.changes).singleElement().satisfies(change -> {
            assertThat(change.flags()).isEqualTo(WgUapi.WGPEER_F_UPDATE_ONLY);
            assertThat(change.allowedIps()).containsExactly(Ipv6Prefix.parse("fd00:1::/64"));
        });
        assertThat(state(1).allowedIps()).hasSize(2);
    }

    @Test
    void undeclaredPeerIsRemovedBeforeAnotherGetsItsAddress() throws ErrnoException {
        apply(Peers.peer(1, "fd00::1/128"));
        apply(Peers.peer(2, "fd00::1/128"));
        assertThat(changed()).containsExactly(Peers.key(1), Peers.key(2));
        assertThat(state(2).allowedIps()).isEqualTo(Peers.prefixes("fd00::1/128"));
    }

    @Test
    void allowedIpsThatAreSwappedEndAtTheirNewOwners() throws ErrnoException {
        apply(Peers.peer(1, "fd00::1/128"), Peers.peer(2, "fd00::2/128"));
        apply(Peers.peer(1, "fd00::2/128"), Peers.peer(2, "fd00::1/128"));
        assertThat(state(1).allowedIps()).isEqualTo(Peers.prefixes("fd00::2/128"));
        assertThat(state(2).allowedIps()).isEqualTo(Peers.prefixes("fd00::1/128"));
    }

    @Test
    void peerThatLosesAnAllowedIpToAnotherIsNotTouched() throws ErrnoException {
        apply(Peers.peer(1, "fd00::1/128", "fd00:1::/64"), Peers.peer(2, "fd00::2/128"));
        apply(Peers.peer(1, "fd00::1/128"), Peers.peer(2, "fd00::2/128", "fd00:1::/64"));
        assertThat(changed()).containsExactly(Peers.key(2));
        assertThat(state(1).allowedIps()).isEqualTo(Peers.prefixes("fd00::1/128"));
    }

    @Test
    void roamingIsNotUndone() throws ErrnoException {
        apply(Peers.peer(1));
        kernel.roam(Peers.key(1), ROAMED, Instant.EPOCH.plusSeconds(1));
        assertThat(apply(Peers.peer(1, Optional.empty()))).isFalse();
        assertThat(state(1).endpoint()).contains(ROAMED);
    }

    @Test
    void otherEndpointIsSetAndCalledAtOnce() throws ErrnoException {
        apply(Peers.peer(1));
        apply(Peers.peer(1, Optional.of(ROAMED)));
        assertThat(state(1).endpoint()).contains(ROAMED);
        assertThat(state(1).keepalive()).isEqualTo(25);
        assertThat(kernel.called(Peers.key(1))).containsExactly(Peers.endpoint(1), ROAMED);
    }

    @Test
    void equalEndpointIsCalledAgainWhenAsked() throws ErrnoException {
        apply(Peers.peer(1), Peers.peer(2, Optional.empty()));
        assertThat(apply(Peers.peer(1), Peers.peer(2, Optional.empty()))).isFalse();
        WgDevice.refreshEndpoints(
                kernel, FakeWgKernel.DEVICE, List.of(Peers.peer(1), Peers.peer(2, Optional.empty()), Peers.peer(3)));
        assertThat(kernel.called(Peers.key(1))).containsExactly(Peers.endpoint(1), Peers.endpoint(1));
        assertThat(kernel.get(FakeWgKernel.DEVICE).peers()).hasSize(2);
        assertThat(apply(Peers.peer(1), Peers.peer(2, Optional.empty()))).isFalse();
    }

    @Test
    void keyAndPortAreSetWithoutThePeers() throws ErrnoException {
        apply(Peers.peer(1));
        DeviceChange change = Difference.ofDevice(kernel.get(FakeWgKernel.DEVICE), KEY, 51821);
        kernel.set(FakeWgKernel.DEVICE, change);
        assertThat(kernel.get(FakeWgKernel.DEVICE).listenPort()).isEqualTo(51821);
        assertThat(state(1).endpoint()).contains(Peers.endpoint(1));
    }

    @Test
    void deviceIsNoPeerOfItself() throws ErrnoException {
        WgPeer self = new WgPeer(KEY.publicKey(), Optional.empty(), 25, Peers.prefixes("fd00::1/128"));
        apply(self, Peers.peer(1));
        assertThat(apply(self, Peers.peer(1))).isFalse();
        assertThat(kernel.get(FakeWgKernel.DEVICE).peers()).hasSize(1);
    }

    @Test
    void applyingAgainCompletesWhatWasRefused() throws ErrnoException {
        WgPeer[] peers = IntStream.rangeClosed(1, 100)
                .mapToObj(n -> new WgPeer(Peers.key(n), Optional.empty(), 25, manyPrefixes(n)))
                .toArray(WgPeer[]::new);
        kernel.refuseAfter(2);
        assertThatThrownBy(() -> apply(peers)).isInstanceOf(ErrnoException.class);
        kernel.acceptAll();
        assertThat(apply(peers)).isTrue();
        assertThat(apply(peers)).isFalse();
    }

    private static Set<Ipv6Prefix> manyPrefixes(int peer) {
        return IntStream.range(0, 50)
                .mapToObj(i -> new Ipv6Prefix(new Ipv6Address(peer, i), 128))
                .collect(Collectors.toSet());
    }

    @Test
    void peerOfThousandsOfAllowedIpsArrivesWhole() throws ErrnoException {
        Set<Ipv6Prefix> prefixes = IntStream.range(0, 3000)
                .mapToObj(i -> new Ipv6Prefix(new Ipv6Address(1, i), 128))
                .collect(Collectors.toSet());
        apply(Peers.peer(1, "fd00::1/128"));
        apply(new WgPeer(Peers.key(1), Optional.empty(), 25, prefixes));
        assertThat(state(1).allowedIps()).isEqualTo(prefixes);
    }

    @Provide
    Arbitrary<List<WgPeer>> meshes() {
        // who owns each of a few prefixes, so that none has two owners; 0 is nobody
        Arbitrary<List<Integer>> owners =
                Arbitraries.integers().between(0, 4).list().ofSize(6);
        Arbitrary<List<Integer>> endpoints =
                Arbitraries.integers().between(-1, 2).list().ofSize(5);
        Arbitrary<List<Integer>> keepalives = Arbitraries.of(0, 25).list().ofSize(5);
        Arbitrary<Set<Integer>> present = Arbitraries.integers().between(1, 4).set();
        return Combinators.combine(present, owners, endpoints, keepalives).as(DifferenceTest::mesh);
    }

    private static List<WgPeer> mesh(
            Set<Integer> present, List<Integer> owners, List<Integer> endpoints, List<Integer> keepalives) {
        List<WgPeer> peers = new ArrayList<>();
        for (int number : present) {
            Set<Ipv6Prefix> prefixes = IntStream.range(0, owners.size())
                    .filter(i -> owners.get(i) == number)
                    .mapToObj(i -> new Ipv6Prefix(new Ipv6Address(0, i), 128))
                    .collect(Collectors.toSet());
            Optional<WgEndpoint> endpoint =
                    Optional.of(endpoints.get(number)).filter(e -> e >= 0).map(e -> Peers.endpoint(e + 1));
            peers.add(new WgPeer(Peers.key(number), endpoint, keepalives.get(number), prefixes));
        }
        return peers;
    }

    /** Without endpoint a peer keeps its own. */
    private static WgPeer expected(WgPeer declared, Map<WgKey, WgPeerState> before) {
        Optional<WgEndpoint> kept =
                Optional.ofNullable(before.get(declared.publicKey())).flatMap(WgPeerState::endpoint);
        return new WgPeer(
                declared.publicKey(), declared.endpoint().or(() -> kept), declared.keepalive(), declared.allowedIps());
    }

    @Property
    void kernelHasWhatWasDeclaredWhateverItHadBefore(
            @ForAll("meshes") List<WgPeer> first, @ForAll("meshes") List<WgPeer> second) throws ErrnoException {
        apply(first.toArray(WgPeer[]::new));
        Map<WgKey, WgPeerState> before = kernel.get(FakeWgKernel.DEVICE).byKey();
        boolean changed = apply(second.toArray(WgPeer[]::new));
        Map<WgKey, WgPeerState> after = kernel.get(FakeWgKernel.DEVICE).byKey();
        Set<WgPeer> is = after.values().stream()
                .map(p -> new WgPeer(p.publicKey(), p.endpoint(), p.keepalive(), p.allowedIps()))
                .collect(Collectors.toSet());
        assertThat(is).isEqualTo(second.stream().map(p -> expected(p, before)).collect(Collectors.toSet()));
        assertThat(changed).isEqualTo(!before.equals(after));
        Set<WgKey> same = before.values().stream()
                .filter(after.values()::contains)
                .map(WgPeerState::publicKey)
                .collect(Collectors.toSet());
        assertThat(changed()).as("leaves the peers that stay as they are").noneMatch(same::contains);
        assertThat(apply(second.toArray(WgPeer[]::new))).isFalse();
    }
}
