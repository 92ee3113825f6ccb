package org.hepto.wg;

/**
 * What a device is to be: a value with equality, of which only the settings that hepto uses are there.
 *
 * @param listenPort UDP port, 1 to 65535
 */
public record WgConfig(WgPrivateKey privateKey, int listenPort) {
    public WgConfig {
        if (listenPort < 1 || listenPort > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + listenPort);
        }
    }
}
