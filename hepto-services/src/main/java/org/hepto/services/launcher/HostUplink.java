package org.hepto.services.launcher;

import java.io.IOException;
import java.util.Optional;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.Errors;

/** Tells whether nodes of this host can have public addresses. */
public final class HostUplink {
    private HostUplink() {}

    /** Returns why this host has no IPv6 uplink now, one line; empty if it has one. Waits for nothing. */
    public static Optional<String> problem() throws IOException {
        try (HostNetwork network = new HostNetwork()) {
            return network.uplink(Optional.empty(), false) instanceof UplinkState.Missing missing
                    ? Optional.of("it lacks " + missing.awaited())
                    : Optional.empty();
        } catch (ConfigException e) {
            return Optional.of(Errors.line(e));
        }
    }
}
