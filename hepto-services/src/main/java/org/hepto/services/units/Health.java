package org.hepto.services.units;

import org.hepto.daeman.Condition;
import org.hepto.services.node.Node;

/**
 * Whether servers answer, as far as that can be told without TLS: health endpoints of components on loopback that speak plain
 * HTTP, and whether there is an apiserver at all. Others are asked by the helper.
 */
public final class Health {
    private Health() {}

    /** Holds when the endpoint answers 200. */
    public static Condition http(int port, String path) {
        return Condition.poll(
                "http://[::1]:%d%s".formatted(port, path), ComponentUnit.INTERVAL, Liveness.http(port, path));
    }

    /** Holds when the cluster's apiserver answers, with whatever. */
    static Condition apiserver(Node node) {
        return Condition.poll(
                "the apiserver at " + node.apiUrl(), ComponentUnit.INTERVAL, Liveness.tls(node.api(), Node.API_PORT));
    }
}
