package org.hepto.services.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Holds the options of the command line as they were given, not yet checked.
 *
 * @param name the host's name when empty
 * @param key hex
 * @param keyFile a file with the key
 * @param iface the interface of the default route when empty
 * @param ip address and prefix length
 * @param data directory of all nodes of this host
 * @param anchors where nodes of the cluster are met: addresses or names, with or without a port
 * @param authority fingerprint of the cluster's authority
 * @param site where the node is
 * @param apiNames more names for the apiserver of a master
 */
public record NodeOptions(
        String role,
        String cluster,
        Optional<String> name,
        Optional<String> key,
        Optional<Path> keyFile,
        Optional<String> iface,
        Optional<String> ip,
        Optional<String> gw,
        List<String> dns,
        Path data,
        List<String> anchors,
        Optional<String> authority,
        Optional<String> site,
        List<String> apiNames) {
    /** Keeps copies of the lists. */
    public NodeOptions {
        dns = List.copyOf(dns);
        anchors = List.copyOf(anchors);
        apiNames = List.copyOf(apiNames);
    }
}
