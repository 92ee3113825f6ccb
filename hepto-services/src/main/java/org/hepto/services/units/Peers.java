package org.hepto.services.units;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.gossip.AdmittedNode;
import org.hepto.services.gossip.ExchangePlan;
import org.hepto.services.gossip.ExchangePlan.Correspondent;
import org.hepto.services.gossip.Gossip;
import org.hepto.services.node.Node;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.EndpointRotation;
import org.hepto.wg.WgConfig;
import org.hepto.wg.WgDevice;
import org.hepto.wg.WgKey;
import org.hepto.wg.WgPeer;
import org.hepto.wg.WgPeerState;
import org.hepto.wg.WgTunnel;
import org.jspecify.annotations.Nullable;

/**
 * The peers of the mesh: the nodes on the roster, each where it says that it may be reached. Both ends know the other's
 * endpoints and send to them, so that two of them behind stateful firewalls meet; what WireGuard learns of a peer that moves
 * is left alone as long as the peer answers.
 */
final class Peers implements Unit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("peers");

    private static final Duration LOOK = Duration.ofSeconds(5);

    /** Home routers forget a UDP flow after 30 s (RFC 4787 asks for 2 minutes, which few do). */
    private static final int KEEPALIVE_SECONDS = 25;

    private final Node node;
    private final AtomicBoolean moved = new AtomicBoolean();
    private @Nullable WgDevice device;
    private @Nullable Rounds rounds;

    Peers(Node node) {
        this.node = node;
    }

    @Override
    public UnitKey<Nothing> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(Mesh.KEY, Member.KEY);
    }

    @Override
    public List<UnitKey<?>> follows() {
        return List.of(PublicAddress.KEY);
    }

    /** Tells the others, and has WireGuard forget the address from which it has sent. */
    @Override
    public void changed(UnitContext context, UnitKey<?> followed) {
        tellEndpoints(context);
        moved.set(true);
        Rounds running = rounds;
        if (running != null) {
            running.wake();
        }
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        tellEndpoints(context);
        Gossip gossip = context.get(Member.KEY);
        WgDevice opened = new WgDevice(Mesh.DEVICE);
        device = opened;
        Round round = new Round(gossip, opened, context);
        round.run();
        Rounds started = new Rounds("reconcile the peers", context.time(), LOOK, round);
        rounds = started;
        gossip.listen(started::wake);
        started.start();
        return Nothing.NOTHING;
    }

    private static void tellEndpoints(UnitContext context) {
        context.get(Member.KEY).endpoints(PublicAddress.endpoints(context.get(PublicAddress.KEY)));
    }

    @Override
    public void stop(StopReason reason) throws InterruptedException {
        if (rounds != null) {
            rounds.stop();
            rounds = null;
        }
        if (device != null) {
            device.close();
            device = null;
        }
    }

    /** Brings WireGuard to what the map says, and speaks to those whom the mesh does not reach. */
    private final class Round implements Rounds.Round {
        private final Gossip gossip;
        private final WgTunnel tunnel;
        private final UnitContext context;
        private final EndpointRotation rotation = new EndpointRotation();
        private final ExchangePlan plan = new ExchangePlan();

        Round(Gossip gossip, WgTunnel tunnel, UnitContext context) {
            this.gossip = gossip;
            this.tunnel = tunnel;
            this.context = context;
        }

        @Override
        public void run() throws IOException {
            Instant now = context.time().instant();
            List<AdmittedNode> others = gossip.view().nodes().stream()
                    .filter(other -> !other.name().equals(node.name()))
                    .toList();
            tunnel.apply(new WgConfig(
                    node.wireguard(),
                    Node.WIREGUARD_PORT,
                    others.stream().map(Peers::declared).toList()));
            Map<WgKey, WgPeerState> states = tunnel.state().byKey();
            call(others, states, now);
            exchange(others, states, now);
            long reached = states.values().stream()
                    .filter(state -> EndpointRotation.isFresh(state, now))
                    .count();
            context.detail("%d of %d peers reached".formatted(reached, others.size()));
        }

        private void call(List<AdmittedNode> others, Map<WgKey, WgPeerState> states, Instant now) throws IOException {
            if (moved.getAndSet(false)) {
                rotation.ownAddressChanged();
            }
            List<WgPeer> called = new ArrayList<>();
            for (AdmittedNode other : others) {
                WgPeerState state = states.get(other.record().wireguard());
                if (state != null) {
                    rotation.next(state, other.endpoints(), now)
                            .map(declared(other)::withEndpoint)
                            .ifPresent(called::add);
                }
            }
            rotation.retain(states.keySet());
            if (!called.isEmpty()) {
                tunnel.refreshEndpoints(called);
            }
        }

        private void exchange(List<AdmittedNode> others, Map<WgKey, WgPeerState> states, Instant now) {
            List<Correspondent> all = others.stream()
                    .map(other -> correspondent(
                            other, Optional.ofNullable(states.get(other.record().wireguard())), now))
                    .toList();
            for (String address : plan.due(all, node.config().anchors(), now)) {
                gossip.exchange(address);
            }
        }

        private Correspondent correspondent(AdmittedNode other, Optional<WgPeerState> state, Instant now) {
            return new Correspondent(
                    other.name(),
                    state.filter(peer -> EndpointRotation.isFresh(peer, now)).isPresent(),
                    gossip.isLiving(other.name()),
                    gossipAt(other.mesh()),
                    other.endpoints().stream().map(at -> gossipAt(at.address())).toList());
        }

        private static String gossipAt(Ipv6Address address) {
            return "%s:%d".formatted(address.inUrl(), Node.GOSSIP_PORT);
        }
    }

    /** Without an endpoint, so that the kernel's stays. */
    private static WgPeer declared(AdmittedNode other) {
        return new WgPeer(
                other.record().wireguard(),
                Optional.empty(),
                KEEPALIVE_SECONDS,
                Set.of(new Ipv6Prefix(other.mesh(), 128), other.record().pods()));
    }
}
