package org.hepto.wg;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.hepto.utils.Errno;
import org.hepto.utils.ErrnoException;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Rtnetlink;

/**
 * A WireGuard device of the network namespace in which it was opened. {@link #apply} brings it to what a
 * {@link WgConfig} declares and touches nothing that is so already, so that sessions survive. Any thread may use it,
 * one at a time.
 */
public final class WgDevice implements WgTunnel, AutoCloseable {
    private final String name;
    private final Rtnetlink network;
    private final WgKernel kernel;

    /**
     * Opens the device of that name, which need not exist yet.
     *
     * @throws ErrnoException {@code ENOENT} when the kernel has no WireGuard
     */
    public WgDevice(String name) throws ErrnoException {
        this.name = name;
        this.network = new Rtnetlink();
        try {
            this.kernel = new GenericNetlinkKernel();
        } catch (ErrnoException e) {
            network.close();
            throw e;
        }
    }

    /**
     * Creates the link when it is missing, else sets its MTU; WireGuard itself adds no addresses or routes.
     *
     * @param mtu in bytes
     */
    public void ensureLink(int mtu) throws ErrnoException {
        Optional<Rtnetlink.Link> link = network.link(name);
        if (link.isEmpty()) {
            network.addWireguard(name, mtu);
        } else if (link.get().mtu() != mtu) {
            network.setMtu(link.get(), mtu);
        }
    }

    /**
     * Brings key and port to these and leaves the peers alone, whatever they are.
     *
     * @param listenPort UDP port, 1 to 65535
     * @return whether anything had to be changed
     */
    public boolean apply(WgPrivateKey privateKey, int listenPort) throws ErrnoException {
        WgConfig.checkPort(listenPort);
        return set(kernel, name, Difference.ofDevice(state(), privateKey, listenPort));
    }

    @Override
    public boolean apply(WgConfig config) throws ErrnoException {
        return apply(kernel, name, config);
    }

    static boolean apply(WgKernel kernel, String name, WgConfig config) throws ErrnoException {
        return set(kernel, name, Difference.between(kernel.get(name), config));
    }

    @Override
    public void refreshEndpoints(Collection<WgPeer> peers) throws ErrnoException {
        refreshEndpoints(kernel, name, peers);
    }

    static void refreshEndpoints(WgKernel kernel, String name, Collection<WgPeer> peers) throws ErrnoException {
        List<PeerChange> calls = new ArrayList<>();
        for (WgPeer peer : peers) {
            peer.endpoint()
                    .ifPresent(endpoint -> calls.addAll(PeerChange.call(peer.publicKey(), endpoint, peer.keepalive())));
        }
        set(kernel, name, DeviceChange.of(calls));
    }

    private static boolean set(WgKernel kernel, String name, DeviceChange change) throws ErrnoException {
        if (change.isEmpty()) {
            return false;
        }
        kernel.set(name, change);
        return true;
    }

    /** Gives the link its address, sets it up and routes a network through it. */
    public void connect(Ipv6Prefix address, Ipv6Prefix route) throws ErrnoException {
        Rtnetlink.Link link = link();
        network.addAddress(link, address);
        network.setUp(link);
        network.addRoute(route, Optional.empty(), link, 0);
    }

    /** Removes the link; sessions end. */
    public void delete() throws ErrnoException {
        Optional<Rtnetlink.Link> link = network.link(name);
        if (link.isPresent()) {
            network.deleteLink(link.get());
        }
    }

    @Override
    public WgState state() throws ErrnoException {
        return kernel.get(name);
    }

    private Rtnetlink.Link link() throws ErrnoException {
        return network.link(name).orElseThrow(() -> new ErrnoException("find link " + name, Errno.ENODEV));
    }

    @Override
    public void close() {
        kernel.close();
        network.close();
    }
}
