package org.hepto.lab;

import java.time.Duration;

/**
 * A place with hosts, a network segment of its own with a /64 prefix, and a router with an uplink to the other sites:
 * see {@link Lab#site}. Its router is part of the test's process and costs no host.
 *
 * <p>At first the uplink is perfect and the router lets everything in. All methods may be called from any thread and
 * have taken effect when they return; packets on their way still arrive.
 */
public final class Site {
    private final Lab lab;
    private final Switch network;
    private final String name;
    private volatile Subnet prefix;

    Site(Lab lab, Switch network, String name, Subnet prefix) {
        this.lab = lab;
        this.network = network;
        this.name = name;
        this.prefix = prefix;
    }

    public String name() {
        return name;
    }

    /** Its prefix: {@code 2001:db8:11::/64}. */
    public String prefix() {
        return prefix.toString();
    }

    /** An address in its prefix, by its last half as a number. */
    public String address(long low) {
        return prefix.address(low).toString();
    }

    /** Its router's address in its prefix, for hosts that are told their gateway by hand. */
    public String gateway() {
        return address(SiteRouter.GATEWAY);
    }

    Subnet subnet() {
        return prefix;
    }

    /** Adds a host of the default size, still off. */
    public LabHost host(String host) {
        return host(host, HostSize.DEFAULT);
    }

    /** Adds a host, still off. */
    public LabHost host(String host, HostSize size) {
        return lab.host(host, size, this);
    }

    /**
     * Makes its uplink slow and lossy, in both directions alike. From site to site the delays of both uplinks add up:
     * with 20 ms each, a round trip takes 80 ms.
     */
    public Site wan(Duration oneWay, double loss) {
        SwitchCore.Line line = new SwitchCore.Line(oneWay, loss);
        network.sites(sites -> sites.wan().line(name, line));
        return this;
    }

    /**
     * Sets the largest packet of its uplink, in bytes, from 1280 on; its segment still takes 1500. For larger ones the
     * router sends "packet too big" to their sources, within the site and beyond.
     */
    public Site mtu(int bytes) {
        if (bytes < 1280) {
            throw new IllegalArgumentException("IPv6 needs an MTU of 1280, not " + bytes);
        }
        router((router, _) -> router.uplinkMtu(bytes));
        return this;
    }

    /** Turns its router into that of a home: it refuses what was not asked for, see {@link StatefulFirewall}. */
    public Site stateful() {
        router((router, _) -> router.stateful(true));
        return this;
    }

    /** Lets its router forget which flows are open, as one that was switched off and on. */
    public void forgetFlows() {
        router((router, _) -> router.forgetFlows());
    }

    /** Lets its router's advertisements be heard, or not; hosts keep what they have heard for half an hour. */
    public void advertise(boolean on) {
        router((router, now) -> router.advertises(on, now));
    }

    /** Cuts its uplink: nothing goes in or out, and senders are not told. */
    public void cut() {
        network.sites(sites -> sites.wan().up(name, false));
    }

    /** Ends what {@link #cut} began. */
    public void heal() {
        network.sites(sites -> sites.wan().up(name, true));
    }

    /**
     * Gives it another prefix, which hosts take as soon as they hear the next advertisement, at once.
     *
     * <p>Graceful: the old prefix is advertised as deprecated (preferred lifetime 0) and works for two more hours. New
     * connections take the new one, old ones go on.
     *
     * <p>Not graceful, as providers do at night: traffic from and to the old prefix vanishes at once, and it is advertised
     * with lifetimes of zero. By RFC 4862 (5.5.3 e) a host does not believe that its addresses end sooner than in two
     * hours: it keeps them that long as deprecated, takes the new ones for new connections, and those that are bound to an
     * old address hang.
     *
     * @param next a /64: {@code 2001:db8:21::/64}
     */
    public void renumber(String next, boolean graceful) {
        Subnet subnet = Subnet.parse(next);
        router((router, now) -> router.renumber(subnet, graceful, now));
        prefix = subnet;
    }

    private interface Change {
        void apply(SiteRouter router, long now);
    }

    private void router(Change change) {
        network.sites(sites -> change.apply(sites.router(name), System.nanoTime()));
    }

    @Override
    public String toString() {
        return name;
    }
}
