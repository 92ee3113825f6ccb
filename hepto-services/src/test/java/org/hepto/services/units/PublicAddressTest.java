package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hepto.daeman.StopReason;
import org.hepto.selfcontain.Firewall;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Linux;
import org.hepto.utils.Rtnetlink;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PublicAddressTest {
    private static final Ipv6Address ADDRESS = Ipv6Address.parse("2001:db8::5");
    private static final String GONE = "the host has no interface en0";

    private final StandingContext context = new StandingContext();
    private boolean hostHasIt;

    @BeforeAll
    static void needsRoot() {
        assumeTrue(Linux.geteuid() == 0, "only root has network namespaces to throw away");
    }

    private interface Action {
        void run() throws Exception;
    }

    /** Runs it in a network namespace without an interface. */
    private static void inside(Action action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofPlatform().name("throw-away").start(() -> {
            try {
                Linux.unshare(Linux.CLONE_NEWNET);
                action.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        done.join();
    }

    private boolean restore() throws IOException {
        if (!hostHasIt) {
            throw new IOException(GONE);
        }
        try (Rtnetlink network = new Rtnetlink()) {
            int namespace = Linux.open("/proc/thread-self/ns/net", Linux.O_RDONLY | Linux.O_CLOEXEC, 0);
            network.addVeth(Firewall.PUBLIC, "test", "far0", namespace);
            Linux.close(namespace);
            Rtnetlink.Link eth0 = network.link(Firewall.PUBLIC).orElseThrow();
            network.addAddress(eth0, new Ipv6Prefix(ADDRESS, 64));
            network.setMtu(eth0, 1492);
            network.setUp(eth0);
        }
        return true;
    }

    private void look() {
        context.tasks.removeLast().run();
    }

    private PublicAddress.Public published() {
        return context.get(PublicAddress.KEY);
    }

    @Test
    void interfaceThatHasGoneIsMadeAgainAsSoonAsTheHostHasIt() {
        inside(() -> {
            PublicAddress unit = new PublicAddress(this::restore);
            assertThat(unit.start(context))
                    .as("a node starts without")
                    .isEqualTo(new PublicAddress.Public(List.of(), 1500));
            assertThat(context.details).last().isEqualTo("no public address: " + GONE);
            look();
            assertThat(published().addresses()).isEmpty();
            hostHasIt = true;
            look();
            PublicAddress.Public back = new PublicAddress.Public(List.of(ADDRESS), 1492);
            assertThat(published()).isEqualTo(back);
            assertThat(context.details).last().isEqualTo(ADDRESS.toString());
            hostHasIt = false;
            look();
            assertThat(published()).as("one that is there is left alone").isEqualTo(back);
            try (Rtnetlink network = new Rtnetlink()) {
                network.deleteLink(network.link(Firewall.PUBLIC).orElseThrow());
            }
            look();
            assertThat(published()).as("it keeps the MTU").isEqualTo(new PublicAddress.Public(List.of(), 1492));
            unit.stop(StopReason.GOING_DOWN);
        });
    }
}
