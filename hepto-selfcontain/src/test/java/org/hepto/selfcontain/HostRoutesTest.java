package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Optional;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Linux;
import org.hepto.utils.Rtnetlink;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HostRoutesTest {
    /** Above those that a test's JVM opens, and apart from the one that it would inherit. */
    private static final int FD = 203;

    private static final Ipv6Prefix SERVICES = Ipv6Prefix.parse("fd00:1:2:f000::/108");
    private static final Ipv6Address NODE = Ipv6Address.parse("fd00:9::3");
    private static final ContainerSpec.HostLink PAIR =
            new ContainerSpec.HostLink("hepto0", "hepto test", Ipv6Address.parse("fd00:9::2"), NODE, 2345);

    @BeforeAll
    static void needsRoot() {
        assumeTrue(Linux.geteuid() == 0, "only root has network namespaces to throw away");
    }

    /** The calling thread's namespace is the host's, and then the node's. */
    @Test
    void routesAreTheHostsAlsoFromTheNodesNamespace() {
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            try (Rtnetlink host = new Rtnetlink()) {
                addPair(host);
                host.passOn(FD);
                Linux.unshare(Linux.CLONE_NEWNET);
                HostRoutes inherited = HostRoutes.inherited(FD).orElseThrow();
                inherited.addServices(SERVICES, PAIR);
                inherited.addServices(SERVICES, PAIR);
                assertThat(host.routes())
                        .filteredOn(route -> route.destination().equals(SERVICES))
                        .singleElement()
                        .satisfies(route -> {
                            assertThat(route.gateway()).contains(NODE);
                            assertThat(route.metric()).isEqualTo(2345);
                        });
                try (Rtnetlink node = new Rtnetlink()) {
                    assertThat(node.link("hepto0")).isEmpty();
                }
            } finally {
                Linux.close(FD);
            }
        });
    }

    private static void addPair(Rtnetlink host) throws ErrnoException {
        int namespace = Linux.open("/proc/thread-self/ns/net", Linux.O_RDONLY | Linux.O_CLOEXEC, 0);
        host.addVeth(PAIR.device(), PAIR.alias(), Links.HOST, namespace);
        Linux.close(namespace);
        Rtnetlink.Link device = host.link(PAIR.device()).orElseThrow();
        host.addAddress(device, new Ipv6Prefix(PAIR.host(), 127));
        host.setUp(device);
        host.setUp(host.link(Links.HOST).orElseThrow());
    }

    @Test
    void pairThatHasGoneIsNamed() {
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            try (Rtnetlink host = new Rtnetlink()) {
                assertThatThrownBy(() -> new HostRoutes(host).addServices(SERVICES, PAIR))
                        .isInstanceOf(IOException.class)
                        .hasMessage("the host has no interface hepto0");
            }
        });
    }

    @Test
    void programThatInitDidNotStartHasNone() throws ErrnoException {
        assertThat(HostRoutes.inherited(FD)).isEqualTo(Optional.empty());
        int file = Linux.open("/dev/null", Linux.O_RDONLY | Linux.O_CLOEXEC, 0);
        assertThat(HostRoutes.inherited(file)).isEqualTo(Optional.empty());
        Linux.close(file);
    }
}
