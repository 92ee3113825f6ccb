package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.Errors;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.Role;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.utils.Rtnetlink;

/** From the options as given to a configuration that this host can carry. Changes nothing. */
final class Plan {
    private Plan() {}

    /**
     * Fills in what the host knows and refuses what it cannot carry.
     *
     * @throws ConfigException with one line
     */
    static NodeConfig of(NodeOptions options) throws IOException, InterruptedException {
        Role role = Role.parse(options.role());
        if (role == Role.NODE) {
            throw new ConfigException("joining a cluster is not in this version; start a --role master");
        }
        try (HostNetwork host = new HostNetwork()) {
            Optional<Ipv6Prefix> ip = options.ip().map(text -> parse("--ip", text, Ipv6Prefix::parse));
            Optional<Ipv6Address> gateway = options.gw().map(text -> parse("--gw", text, Ipv6Address::parse));
            List<Ipv6Address> dns = options.dns().stream()
                    .map(text -> parse("--dns", text, Ipv6Address::parse))
                    .toList();
            String name = options.name().orElseGet(Plan::hostName);
            NodeConfig unplaced =
                    new NodeConfig(role, options.cluster(), name, "", ip, gateway, nameservers(dns), options.data());
            Rtnetlink.Link uplink = host.uplink(options.iface());
            host.requireIpv6(uplink, ip);
            if (gateway.isPresent()) {
                host.requireGateway(uplink, gateway.get());
            }
            return unplaced.on(uplink.name());
        }
    }

    private static List<Ipv6Address> nameservers(List<Ipv6Address> given) throws IOException {
        List<Ipv6Address> chosen = given.isEmpty() ? HostNetwork.nameservers() : given;
        return chosen.isEmpty() ? HostNetwork.PUBLIC_RESOLVERS : chosen;
    }

    private static <T> T parse(String option, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(option + ": " + Errors.line(e), e);
        }
    }

    /** The first label of the host's name; uname(2) and not a resolver has it. */
    private static String hostName() {
        try {
            String full = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            return full.split("\\.", 2)[0].toLowerCase(Locale.ROOT);
        } catch (IOException e) {
            throw new ConfigException("this host has no name; give one with --name", e);
        }
    }
}
