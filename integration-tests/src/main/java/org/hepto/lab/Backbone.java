package org.hepto.lab;

import java.util.HashMap;
import java.util.Map;

/** The routers of the sites, each joined to its segment of the switch, and the {@link Wan}. Used by the switch's thread. */
final class Backbone {
    private final SwitchCore core;
    private final Wan wan;
    private final Map<String, SiteRouter> routersByPort = new HashMap<>();

    /** @param seed of the losses */
    Backbone(SwitchCore core, long seed) {
        this.core = core;
        wan = new Wan(seed);
    }

    /** Connects a segment, by a router, to a site of the same name. */
    void add(String site, MacAddress mac, Subnet prefix) {
        String port = port(site);
        SiteRouter router = new SiteRouter(mac, prefix, new SiteRouter.Output() {
            @Override
            public void segment(byte[] frame) {
                core.frame(port, frame, System.nanoTime());
            }

            @Override
            public void uplink(Ipv6Packet packet) {
                wan.send(site, packet, System.nanoTime());
            }
        });
        core.addPort(port, site);
        routersByPort.put(port, router);
        wan.add(site, router);
    }

    private static String port(String site) {
        return "router@" + site;
    }

    SiteRouter router(String site) {
        SiteRouter router = routersByPort.get(port(site));
        if (router == null) {
            throw new IllegalArgumentException("no site " + site);
        }
        return router;
    }

    Wan wan() {
        return wan;
    }

    /** Whether a frame was for a router's port. */
    boolean receive(String port, byte[] frame) {
        SiteRouter router = routersByPort.get(port);
        if (router != null) {
            router.fromSegment(frame, System.nanoTime());
        }
        return router != null;
    }
}
