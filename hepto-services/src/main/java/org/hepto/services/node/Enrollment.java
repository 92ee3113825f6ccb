package org.hepto.services.node;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Properties;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Errors;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;

/**
 * What the authority of a cluster has given to a node: without it a node is a newcomer. A master gives it to itself at its
 * first start. It is kept on disk, so that a node starts while its master is away.
 *
 * @param network the cluster's addresses
 * @param pods the node's range for pods, a /64 of the network's
 * @param api the address of the apiserver in the mesh
 */
public record Enrollment(ClusterNetwork network, Ipv6Prefix pods, Ipv6Address api) {
    private static final String FORMAT = "1";

    /** Checks that both belong to the network. */
    public Enrollment {
        if (pods.length() != 64 || !network.pods().contains(pods.address())) {
            throw new IllegalArgumentException("%s is no range for pods of %s".formatted(pods, network.prefix()));
        }
        if (!network.prefix().contains(api)) {
            throw new IllegalArgumentException(
                    "the apiserver's address %s is not in %s".formatted(api, network.prefix()));
        }
    }

    /**
     * Reads what {@link #write} wrote; empty for a newcomer.
     *
     * @throws ConfigException when the file is torn or of another format
     */
    public static Optional<Enrollment> read(NodePaths paths) {
        if (!Files.exists(paths.enrollment())) {
            return Optional.empty();
        }
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(paths.enrollment())));
            return Optional.of(parse(properties));
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(
                    "%s is corrupt (%s); restore it from a copy".formatted(paths.enrollment(), Errors.line(e)), e);
        }
    }

    private static Enrollment parse(Properties properties) throws IOException {
        if (!FORMAT.equals(properties.getProperty("format"))) {
            throw new IOException("its format is not " + FORMAT);
        }
        return new Enrollment(
                new ClusterNetwork(Ipv6Prefix.parse(value(properties, "network"))),
                Ipv6Prefix.parse(value(properties, "pods")),
                Ipv6Address.parse(value(properties, "api")));
    }

    private static String value(Properties properties, String key) throws IOException {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IOException("it has no " + key);
        }
        return value;
    }

    /** Writes it into the node's directory. */
    public void write(NodePaths paths) throws IOException {
        AtomicFile.write(paths.enrollment(), """
                # what the cluster's authority gave to this node; do not edit
                format=%s
                network=%s
                pods=%s
                api=%s
                """.formatted(FORMAT, network.prefix(), pods, api), 0600);
    }
}
