package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.Optional;
import org.hepto.utils.Errno;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Linux;
import org.hepto.utils.Rtnetlink;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HostLinksTest {
    /** Above those that a test's JVM opens, and apart from the one that it would inherit. */
    private static final int FD = 203;

    private static final Ipv6Prefix SERVICES = Ipv6Prefix.parse("fd00:1:2:f000::/108");
    private static final Ipv6Address NODE = Ipv6Address.parse("fd00:9::3");
    private static final String UPLINK = "up0";
    private static final Ipv6Prefix PUBLIC = Ipv6Prefix.parse("2001:db8::5/64");
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
                HostLinks inherited = HostLinks.inherited(FD).orElseThrow();
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
        try (OwnNetwork here = OwnNetwork.open()) {
            host.addVeth(PAIR.device(), PAIR.alias(), Links.HOST, here.fd());
        }
        Rtnetlink.Link device = host.link(PAIR.device()).orElseThrow();
        host.addAddress(device, new Ipv6Prefix(PAIR.host(), 127));
        host.setUp(device);
        host.setUp(host.link(Links.HOST).orElseThrow());
    }

    @Test
    void pairThatHasGoneIsNamed() {
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            try (Rtnetlink host = new Rtnetlink()) {
                assertThatThrownBy(() -> new HostLinks(host).addServices(SERVICES, PAIR))
                        .isInstanceOf(IOException.class)
                        .hasMessage("the host has no interface hepto0");
            }
        });
    }

    @Test
    void publicInterfaceThatWentWithTheHostsComesBackWithIt() {
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            try (Rtnetlink host = new Rtnetlink()) {
                addUplink(host);
                Linux.unshare(Linux.CLONE_NEWNET);
                HostLinks links = new HostLinks(host);
                PublicLink byHand = new PublicLink(
                        UPLINK,
                        Optional.of(new ContainerSpec.StaticAddress(PUBLIC, Optional.of(Ipv6Address.parse("fe80::1")))),
                        Ipv6Address.parse("1:2:3:4:5:6:7:8"));
                assumeTrue(isMade(links, byHand), "the kernel has no ipvlan");
                assertThat(links.restore(byHand)).as("it is there").isFalse();
                host.deleteLink(host.link(UPLINK).orElseThrow());
                assertThatThrownBy(() -> links.restore(byHand))
                        .isInstanceOf(IOException.class)
                        .hasMessage("the host has no interface " + UPLINK);
                addUplink(host);
                assertThat(links.restore(byHand)).isTrue();
                try (Rtnetlink node = new Rtnetlink()) {
                    Rtnetlink.Link eth0 = node.link(Firewall.PUBLIC).orElseThrow();
                    assertThat(eth0.up()).isTrue();
                    assertThat(node.addresses(eth0))
                            .extracting(Rtnetlink.Address::prefix)
                            .contains(PUBLIC);
                    assertThat(node.routes())
                            .anySatisfy(route ->
                                    assertThat(route.destination().length()).isZero());
                }
            }
        });
    }

    private static boolean isMade(HostLinks links, PublicLink link) throws IOException {
        try {
            return links.restore(link);
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EOPNOTSUPP) {
                return false;
            }
            throw e;
        }
    }

    @Test
    void publicInterfaceThatWasHalfMadeIsCompleted() {
        ThrowAway.run(Linux.CLONE_NEWNET, () -> {
            try (Rtnetlink host = new Rtnetlink()) {
                addVeth(host, Firewall.PUBLIC, "far0");
                PublicLink advertised = new PublicLink(UPLINK, Optional.empty(), Ipv6Address.parse("1:2:3:4:5:6:7:8"));
                Sysctl.writeIpv6("all", "forwarding", "1");
                assertThat(new HostLinks(host).restore(advertised)).isTrue();
                assertThat(host.link(Firewall.PUBLIC))
                        .hasValueSatisfying(eth0 -> assertThat(eth0.up()).isTrue());
                assertThat(Sysctl.read("net.ipv6.conf.eth0.accept_ra"))
                        .as("advertisements are followed")
                        .isEqualTo("2");
                assertThat(Sysctl.read("net.ipv6.conf.eth0.stable_secret"))
                        .isEqualTo("0001:0002:0003:0004:0005:0006:0007:0008");
            }
        });
    }

    private static void addUplink(Rtnetlink host) throws ErrnoException {
        addVeth(host, UPLINK, "far0");
        host.setUp(host.link(UPLINK).orElseThrow());
    }

    private static void addVeth(Rtnetlink host, String device, String peer) throws ErrnoException {
        try (OwnNetwork here = OwnNetwork.open()) {
            host.addVeth(device, "test", peer, here.fd());
        }
    }

    @Test
    void programThatInitDidNotStartHasNone() throws ErrnoException {
        assertThat(HostLinks.inherited(FD)).isEqualTo(Optional.empty());
        int file = Linux.open("/dev/null", Linux.O_RDONLY | Linux.O_CLOEXEC, 0);
        assertThat(HostLinks.inherited(file)).isEqualTo(Optional.empty());
        Linux.close(file);
    }
}
