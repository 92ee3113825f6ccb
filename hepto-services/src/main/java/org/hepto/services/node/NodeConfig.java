package org.hepto.services.node;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Errors;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;

/**
 * What the operator asked for, checked as far as text can be checked.
 *
 * @param uplink the host's interface that carries the node's public address
 * @param address static public address on the uplink, else router advertisements are followed
 * @param gateway only with an address
 * @param nameservers empty for those of the host
 * @param data directory of all clusters and nodes of this host
 * @param anchors where nodes of the cluster are met, as {@code host:port}
 * @param authority the fingerprint of the cluster's authority; else the first one that is met is believed
 * @param site where the node is, the value of its label {@code topology.kubernetes.io/zone}
 * @param apiNames more names and addresses for the certificate of a master's apiserver
 */
public record NodeConfig(
        Role role,
        String cluster,
        String name,
        String uplink,
        Optional<Ipv6Prefix> address,
        Optional<Ipv6Address> gateway,
        List<Ipv6Address> nameservers,
        Path data,
        List<String> anchors,
        Optional<String> authority,
        Optional<String> site,
        List<String> apiNames) {

    /** The common name {@code system:node:NAME} has at most 64 characters (RFC 5280, ub-common-name). */
    private static final int MAX_NAME = 52;

    private static final int MAX_CLUSTER = 32;

    /** The longest path of a socket that is made in the node's directory: {@code getPodResourcesDir} of kubelet. */
    private static final String LONGEST_SOCKET = "kubelet/pod-resources/kubelet.sock";

    /** {@code sun_path} of unix(7) has 108 bytes, the last of them zero. */
    private static final int MAX_SOCKET_PATH = 107;

    private static final int MAX_PATH = MAX_SOCKET_PATH - "/".length() - LONGEST_SOCKET.length();

    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9._/-]+");

    /** Checks it; throws a {@link ConfigException} with all that is wrong. */
    public NodeConfig {
        List<String> problems = new ArrayList<>();
        checkLabel(problems, "cluster", cluster, MAX_CLUSTER);
        checkLabel(problems, "name", name, MAX_NAME);
        checkGateway(problems, address, gateway);
        anchors = ClusterTexts.anchors(anchors, problems);
        ClusterTexts.checkAuthority(authority, problems);
        ClusterTexts.checkSite(site, problems);
        apiNames = ClusterTexts.apiNames(apiNames, problems);
        if (PLAIN_PATH.matcher(data.toString()).matches()) {
            checkRoomForSockets(problems, String.join("/", data.toString(), cluster, name));
        } else {
            problems.add(
                    "the data directory %s is not absolute or has characters besides A-Z a-z 0-9 . _ - /; choose another --data"
                            .formatted(data));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** A node that was told nothing about the cluster around it. */
    public NodeConfig(
            Role role,
            String cluster,
            String name,
            String uplink,
            Optional<Ipv6Prefix> address,
            Optional<Ipv6Address> gateway,
            List<Ipv6Address> nameservers,
            Path data) {
        this(
                role,
                cluster,
                name,
                uplink,
                address,
                gateway,
                nameservers,
                data,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static void checkLabel(List<String> problems, String what, String text, int most) {
        if (!isLabel(text, most)) {
            problems.add("the %s '%s' is not a DNS label; use at most %d of a-z, 0-9 and -, not at the ends"
                    .formatted(what, text, most));
        }
    }

    /** Tells whether a node can have that name. */
    public static boolean isName(String text) {
        return isLabel(text, MAX_NAME);
    }

    /** Tells whether it is what {@code Identity.fingerprint} of hepto-sml makes of a key. */
    public static boolean isFingerprint(String text) {
        return ClusterTexts.isFingerprint(text);
    }

    /** Tells whether a node can be at such a site; none is one, too. */
    public static boolean isSite(Optional<String> text) {
        List<String> problems = new ArrayList<>();
        ClusterTexts.checkSite(text, problems);
        return problems.isEmpty();
    }

    private static boolean isLabel(String text, int most) {
        return text.length() <= most && DNS_LABEL.matcher(text).matches();
    }

    private static void checkGateway(
            List<String> problems, Optional<Ipv6Prefix> address, Optional<Ipv6Address> gateway) {
        if (gateway.isEmpty()) {
            return;
        }
        if (address.isEmpty()) {
            problems.add("--gw needs --ip: without a static address the router advertises itself");
            return;
        }
        Ipv6Prefix link = address.get().network();
        if (!gateway.get().isLinkLocal() && !link.contains(gateway.get())) {
            problems.add("the gateway %s is not in %s; give one that is on the link, or a link-local one"
                    .formatted(gateway.get(), link));
        }
    }

    private static void checkRoomForSockets(List<String> problems, String directory) {
        int excess = directory.length() - MAX_PATH;
        if (excess > 0) {
            problems.add(
                    "the path %s has %d characters, and the sockets in it leave room for %d; shorten --data, --cluster or --name by %d"
                            .formatted(directory, directory.length(), MAX_PATH, excess));
        }
    }

    /** Returns the same on that interface. */
    public NodeConfig on(String interfaceName) {
        return new NodeConfig(
                role,
                cluster,
                name,
                interfaceName,
                address,
                gateway,
                nameservers,
                data,
                anchors,
                authority,
                site,
                apiNames);
    }

    /** The node's own directory. */
    public NodePaths paths() {
        return new NodePaths(data.resolve(cluster).resolve(name));
    }

    /** OCI archives that every node of this host imports at start. */
    public Path images() {
        return data.resolve("images");
    }

    /** Mirrors and trust of registries for every node of this host, in directories by their names. */
    public Path registries() {
        return data.resolve("registries");
    }

    /** Names the node on its host, among those of all clusters; no label has the character between. */
    public String id() {
        return cluster + "_" + name;
    }

    /** The lines of {@code node.properties}. */
    String format() {
        return """
                # hepto node; written at each start, do not edit
                format=1
                role=%s
                cluster=%s
                name=%s
                uplink=%s
                address=%s
                gateway=%s
                anchors=%s
                authority=%s
                site=%s
                api-names=%s
                nameservers=%s
                """.formatted(
                        role,
                        cluster,
                        name,
                        uplink.replace("\\", "\\\\"), // the kernel allows it in a name, and Properties reads an escape
                        address.map(Ipv6Prefix::toString).orElse(""),
                        gateway.map(Ipv6Address::toString).orElse(""),
                        String.join(",", anchors),
                        authority.orElse(""),
                        site.orElse(""),
                        String.join(",", apiNames),
                        // the last one: a file that is torn lacks it
                        nameservers.stream().map(Ipv6Address::toString).collect(Collectors.joining(",")));
    }

    /** Writes it into the node's directory. */
    public void write() throws IOException {
        AtomicFile.write(paths().config(), format(), 0600);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws ConfigException when the file is missing, torn or of another format
     */
    public static NodeConfig read(NodePaths paths) {
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(paths.config())));
            return parse(properties, paths);
        } catch (IOException | IllegalArgumentException | ConfigException e) {
            throw new ConfigException(
                    "%s is corrupt (%s); restore it from a copy, or give another --data"
                            .formatted(paths.config(), Errors.line(e)),
                    e);
        }
    }

    private static NodeConfig parse(Properties properties, NodePaths paths) throws IOException {
        if (!"1".equals(properties.getProperty("format"))) {
            throw new IOException("its format is not 1");
        }
        Path data = paths.data().resolve("../..").normalize();
        return new NodeConfig(
                Role.parse(value(properties, "role")),
                value(properties, "cluster"),
                value(properties, "name"),
                value(properties, "uplink"),
                optional(properties, "address").map(Ipv6Prefix::parse),
                optional(properties, "gateway").map(Ipv6Address::parse),
                words(value(properties, "nameservers")).map(Ipv6Address::parse).toList(),
                data,
                // a file of an earlier build has none of these
                words(properties.getProperty("anchors", "")).toList(),
                words(properties.getProperty("authority", "")).findFirst(),
                words(properties.getProperty("site", "")).findFirst(),
                words(properties.getProperty("api-names", "")).toList());
    }

    private static Stream<String> words(String text) {
        return Stream.of(text.split(",")).filter(word -> !word.isEmpty());
    }

    private static Optional<String> optional(Properties properties, String key) throws IOException {
        return Optional.of(value(properties, key)).filter(s -> !s.isEmpty());
    }

    private static String value(Properties properties, String key) throws IOException {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IOException("it has no " + key);
        }
        return value;
    }
}
