package org.hepto.lab;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A small world for tests: hosts, the {@link Switch} between them, and a router with an outside world behind it.
 *
 * <pre>{@code
 * try (Lab lab = new Lab()) {
 *     LabHost a = lab.host("a");
 *     LabHost b = lab.host("b", new HostSize(2048, 8));
 *     lab.router();
 *     lab.boot();
 *     lab.network().wan(Duration.ofMillis(40), 0.01);
 *     a.ok("ping -c 3 " + b.address());
 * }
 * }</pre>
 *
 * <p>Hosts may be at {@link #site sites}, each with a router and a way to the others that can be slow, lossy or cut:
 *
 * <pre>{@code
 * Site home = lab.site("home").wan(Duration.ofMillis(20), 0.01).stateful();
 * LabHost c = home.host("c");
 * }</pre>
 *
 * <p>Hosts are processes of this machine that need no privilege; each has one CPU, of those that this JVM may use. As
 * root two settings of the machine's kernel are raised while at it, and stay so, see {@link Sysctl}. Closing, or the end of this JVM, ends every process and removes every file; if the JVM is killed
 * the hosts notice and turn themselves off, and the next lab removes the files. Not thread-safe while hosts are added.
 */
public final class Lab implements AutoCloseable {
    /** The prefix that the router advertises. */
    public static final String PREFIX = "2001:db8:1::/64";

    /** An address behind the router, with a web server that answers "outside" and the address of its client. */
    public static final String OUTSIDE = "2001:db8:ffff::1";

    /** The router's own address in the prefix. */
    static final String ROUTER_ADDRESS = "2001:db8:1::fe";

    static final Subnet SUBNET = Subnet.parse(PREFIX);

    /** The segment of hosts without a site, which the router is at. */
    static final String NO_SITE = "world";

    private static final String ROUTER = "router";
    private static final int FIRST_MAC = 0x000001;
    private static final int ROUTER_MAC = 0x0000fe;
    private static final int FIRST_SITE_MAC = 0x010000;
    private static final MacAddress WORLD_MAC = new MacAddress(0x01ffff);
    private static final long FIRST_SITE = 0x11;

    private final LabDirectory directory = new LabDirectory();
    private final Map<String, LabHost> hosts = new LinkedHashMap<>();
    private final Map<String, Site> sites = new LinkedHashMap<>();
    private final Switch network;
    private final CpuPlacement cpus = new CpuPlacement(CpuPlacement.allowed());
    private final Thread atExit = new Thread(this::end, "lab-at-exit");
    private @Nullable RouterAdvertiser advertiser;
    private boolean closed;

    /** An empty lab. */
    public Lab() {
        this(1);
    }

    /** An empty lab whose network draws its losses from this seed. */
    public Lab(long seed) {
        Sysctl.raiseAll();
        network = new Switch(seed);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Adds a host, still off. */
    public LabHost host(String name, HostSize size) {
        return add(name, size, new MacAddress(FIRST_MAC + hosts.size()), false, null);
    }

    /** Adds a host of the default size, still off. */
    public LabHost host(String name) {
        return host(name, HostSize.DEFAULT);
    }

    /** The router, still off when first asked for: it advertises {@link #PREFIX} and leads to {@link #OUTSIDE}. */
    public LabHost router() {
        LabHost router = hosts.get(ROUTER);
        if (router != null) {
            return router;
        }
        router = add(ROUTER, HostSize.ROUTER, new MacAddress(ROUTER_MAC), true, null);
        if (!sites.isEmpty()) {
            connectWorld(router);
        }
        return router;
    }

    /**
     * Adds a site, or returns the one of that name. Sites have prefixes from {@code 2001:db8:11::/64} on, and reach each
     * other; with {@link #router()}, they reach the world behind it and the hosts that are at no site.
     */
    public Site site(String name) {
        Site known = sites.get(name);
        if (known != null) {
            return known;
        }
        checkName(name);
        long number = FIRST_SITE + sites.size();
        Site site = new Site(this, network, name, Subnet.parse("2001:db8:%x::/64".formatted(number)));
        MacAddress mac = new MacAddress(FIRST_SITE_MAC + sites.size());
        network.sites(all -> all.add(name, mac, site.subnet()));
        sites.put(name, site);
        LabHost router = hosts.get(ROUTER);
        if (router != null && sites.size() == 1) {
            connectWorld(router);
        }
        return site;
    }

    /** Leads from the sites to the router's segment and back. */
    private void connectWorld(LabHost router) {
        network.sites(all -> {
            all.add(NO_SITE, WORLD_MAC, SUBNET);
            SiteRouter gateway = all.router(NO_SITE);
            gateway.advertises(false, System.nanoTime());
            gateway.route(Address6.parse(OUTSIDE).subnet(), Address6.parse(ROUTER_ADDRESS));
        });
        router.afterBoot("ip -6 route replace default via %s dev eth0".formatted(WORLD_MAC.linkLocal()));
    }

    /** Adds a host at a site, still off. */
    public LabHost host(String name, HostSize size, Site site) {
        return add(name, size, new MacAddress(FIRST_MAC + hosts.size()), false, site);
    }

    /** Begins to record what goes between sites. */
    public Capture capture() {
        return new Capture(network);
    }

    private static void checkName(String name) {
        if (!name.matches("[a-z][a-z0-9-]{0,30}") || name.equals(NO_SITE)) {
            throw new IllegalArgumentException("not a name of a host or site: " + name);
        }
    }

    private LabHost add(String name, HostSize size, MacAddress mac, boolean router, @Nullable Site site) {
        checkName(name);
        if (hosts.containsKey(name)) {
            throw new IllegalArgumentException("there is a host %s already".formatted(name));
        }
        LabHost host = new LabHost(name, size, mac, directory.subdirectory(name), network, cpus, router, site);
        cpus.add(name, size);
        hosts.put(name, host);
        return host;
    }

    /** A host by its name. */
    public LabHost get(String name) {
        LabHost host = hosts.get(name);
        if (host == null) {
            throw new IllegalArgumentException("no host " + name);
        }
        return host;
    }

    /** All hosts in the order they were added. */
    public Collection<LabHost> hosts() {
        return List.copyOf(hosts.values());
    }

    /** The network between them. */
    public Switch network() {
        return network;
    }

    /**
     * Boots all that are off, at the same time; waits until those at sites have their global addresses, and with a router
     * the others too.
     */
    public void boot() {
        each(host -> {
            if (!host.running()) {
                host.boot();
            }
        });
        boolean router = hosts.containsKey(ROUTER);
        if (router) {
            advertise(true);
        }
        each(host -> {
            if (router || host.atSite()) {
                host.awaitAddress();
            }
        });
    }

    /** Lets the router's advertisements be heard, or not; hosts keep what they have heard for half an hour. */
    public void advertise(boolean on) {
        RouterAdvertiser speaker = advertiser;
        if (speaker == null) {
            speaker = new RouterAdvertiser(network, ROUTER, new MacAddress(ROUTER_MAC), SUBNET);
            advertiser = speaker;
        }
        speaker.speak(on);
    }

    private interface Step {
        void run(LabHost host);
    }

    private void each(Step step) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> steps = hosts.values().stream()
                    .<Future<?>>map(host -> threads.submit(() -> step.run(host)))
                    .toList();
            for (Future<?> one : steps) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LabException cause ? cause : new LabException("lab: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return;
        }
        end();
    }

    private synchronized void end() {
        if (closed) {
            return;
        }
        closed = true;
        if (advertiser != null) {
            advertiser.close();
        }
        hosts.values().forEach(LabHost::powerCut);
        network.close();
        directory.close();
    }
}
