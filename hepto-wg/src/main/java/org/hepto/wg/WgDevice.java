package org.hepto.wg;

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
public final class WgDevice implements AutoCloseable {
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
     * Brings the device's key and port to the configuration.
     *
     * @return whether anything had to be changed
     */
    public boolean apply(WgConfig config) throws ErrnoException {
        return apply(kernel, name, config);
    }

    static boolean apply(WgKernel kernel, String name, WgConfig config) throws ErrnoException {
        WgState wanted = new WgState(Optional.of(config.privateKey().publicKey()), config.listenPort());
        if (kernel.get(name).equals(wanted)) {
            return false;
        }
        kernel.set(name, config);
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

    /** What the kernel has now. */
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
