package org.hepto.services.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.hepto.services.node.Node;
import org.hepto.services.node.TestNodes;
import org.hepto.sml.Bytes;
import org.hepto.sml.ClusterOptions;
import org.hepto.sml.Keyring;
import org.hepto.sml.Timing;

/** Real gossip of nodes on one machine, on ports of their own and quick: no mesh is needed, so none is asked for. */
public final class LoopbackGossip {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(20);

    private LoopbackGossip() {}

    /** Begins to be a member. */
    public static Gossip join(Node node, Gossip... anchors) throws IOException {
        return new Gossip(node, options(node.name(), anchors));
    }

    /** Begins to ask for admission. */
    public static Gossip observe(Node node, Gossip... anchors) throws IOException {
        return new Gossip(node, options(node.name(), anchors).asObserver());
    }

    /** Returns the options of a process that has the cluster's key. It listens at 127.0.0.1 too. */
    public static ClusterOptions options(String name, Gossip... anchors) {
        return ClusterOptions.named(name, new InetSocketAddress(InetAddress.ofLiteral("::"), 0))
                .withAdvertise(new InetSocketAddress(InetAddress.ofLiteral("::1"), 0))
                .withLabel("test")
                .withKeyring(Keyring.of(Bytes.hex(TestNodes.KEY.toHex())))
                .withTiming(Timing.LOCAL)
                .withAnchors(Stream.of(anchors).map(LoopbackGossip::address).toList());
    }

    /** Returns the port at which a node is reached. */
    public static int port(Gossip gossip) {
        return gossip.address().port();
    }

    /** Returns where a member is reached. */
    public static String address(Gossip gossip) {
        return gossip.address().toString();
    }

    /** Waits for something that comes about by itself. */
    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        for (long end = System.nanoTime() + PATIENCE.toNanos(); !condition.getAsBoolean(); Thread.sleep(POLL)) {
            assertThat(System.nanoTime()).as("still waiting: " + what).isLessThan(end);
        }
    }
}
