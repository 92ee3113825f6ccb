package org.hepto.services.units;

import org.hepto.daeman.Condition;

/** Health endpoints of components on loopback that speak plain HTTP; those with TLS are asked by the helper. */
public final class Health {
    private Health() {}

    /** Holds when the endpoint answers 200. */
    public static Condition http(int port, String path) {
        return Condition.poll(
                "http://[::1]:%d%s".formatted(port, path), ComponentUnit.INTERVAL, Liveness.http(port, path));
    }
}
