package org.hepto.sml;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.UnaryOperator;

/** A node of this implementation on loopback, with what it was told. */
final class JavaPeer implements ClusterListener, AutoCloseable {

    final Events<MemberEvent> changes = new Events<>();
    final Events<String> messages = new Events<>();
    final Events<String> states = new Events<>();
    final Events<String> strangers = new Events<>();
    final Cluster cluster;

    private JavaPeer(ClusterOptions options) {
        cluster = Cluster.start(options, this);
    }

    static JavaPeer start(String name, UnaryOperator<ClusterOptions> change) {
        return new JavaPeer(change.apply(options(name)));
    }

    static JavaPeer start(ClusterOptions options) {
        return new JavaPeer(options);
    }

    static JavaPeer start(String name) {
        return start(name, options -> options);
    }

    static ClusterOptions options(String name) {
        return ClusterOptions.named(name, new InetSocketAddress(InetAddress.ofLiteral("::1"), 0))
                .withTiming(Timing.LOCAL);
    }

    @Override
    public void changed(MemberEvent event) {
        changes.add(event);
    }

    @Override
    public void message(Bytes data) {
        messages.add(data.toUtf8());
    }

    @Override
    public void remoteState(Bytes state, boolean join) {
        states.add(state.toUtf8());
    }

    @Override
    public void stranger(InetAddress from, StrangerKind kind) {
        strangers.add(kind.name());
    }

    String address() {
        return cluster.address().toString();
    }

    void join(String address) {
        cluster.join(List.of(address)).join();
    }

    MemberEvent await(MemberEvent.Type type, String node) {
        return changes.await(
                type + " of " + node,
                event -> event.type() == type && event.node().name().equals(node));
    }

    void awaitLiving(int count) {
        Events.until(
                count + " members of " + cluster.name() + ": " + cluster.living(),
                () -> cluster.living().size() == count);
    }

    long counter(String name) {
        return cluster.counters().getOrDefault(name, -1L);
    }

    @Override
    public void close() {
        cluster.kill();
    }
}
