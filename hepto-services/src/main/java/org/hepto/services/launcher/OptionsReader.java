package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.hepto.selfcontain.ResolvConf;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.NodeConfig;
import org.hepto.services.node.Role;
import org.hepto.utils.Errors;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;

/** Reads options as they were given into a configuration, as far as their text tells it: it has no uplink yet. */
final class OptionsReader {
    private static final String CHECK = "options";

    private final Checklist checks;

    private OptionsReader(Checklist checks) {
        this.checks = checks;
    }

    /** Returns the configuration, or nothing if there are problems; all of them are on the list then. */
    static Optional<NodeConfig> read(NodeOptions options, Checklist checks) throws InterruptedException {
        return new OptionsReader(checks).read(options);
    }

    private Optional<NodeConfig> read(NodeOptions options) throws InterruptedException {
        Optional<Role> role = checks.attempt(CHECK, () -> Role.parse(options.role()));
        Optional<Ipv6Prefix> address = parse("--ip", options.ip(), Ipv6Prefix::parse);
        Optional<Ipv6Address> gateway = parse("--gw", options.gw(), Ipv6Address::parse);
        List<Ipv6Address> nameservers = new ArrayList<>();
        if (options.dns().size() > ResolvConf.MOST) {
            checks.add(CheckResult.fail(
                    CHECK,
                    "there are %d of --dns; give at most %d"
                            .formatted(options.dns().size(), ResolvConf.MOST)));
        }
        for (String text : options.dns()) {
            parse("--dns", Optional.of(text), Ipv6Address::parse).ifPresent(nameservers::add);
        }
        Optional<String> name = checks.attempt(CHECK, () -> name(options.name()));
        boolean addressIsMisspelt = options.ip().isPresent() && address.isEmpty();
        // what is wrong already has a stand-in, so that the rest is checked as well
        Optional<NodeConfig> config = checks.attempt(
                CHECK,
                () -> new NodeConfig(
                        role.orElse(Role.MASTER),
                        options.cluster(),
                        name.orElse("unnamed"),
                        "",
                        address,
                        addressIsMisspelt ? Optional.empty() : gateway,
                        nameservers,
                        options.data(),
                        options.anchors(),
                        options.authority(),
                        options.site(),
                        options.apiNames()));
        if (role.isPresent()) {
            checks.require(CHECK, () -> requireFitsRole(role.get(), options, config));
        }
        return checks.failed() ? Optional.empty() : config;
    }

    /** Refuses what the other role has. */
    private static void requireFitsRole(Role role, NodeOptions options, Optional<NodeConfig> config) {
        List<String> problems = new ArrayList<>();
        if (role == Role.MASTER && options.authority().isPresent()) {
            problems.add("--authority is for a --role node, a master is the authority of its cluster; leave it out");
        }
        if (role == Role.NODE && !options.apiNames().isEmpty()) {
            problems.add("--api-name is for a --role master, where the apiserver is; give it there");
        }
        boolean given = options.key().isPresent() || options.keyFile().isPresent();
        // without a configuration the directory isn't known, where an earlier start left the key
        boolean stored = config.isEmpty() || Files.exists(config.get().paths().clusterKey());
        if (role == Role.NODE && !given && !stored) {
            problems.add("a node needs the key of the cluster that it joins; give --key-file with it,"
                    + " 'hepto invite' on a node of the cluster says how");
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private <T> Optional<T> parse(String option, Optional<String> given, Function<String, T> parser)
            throws InterruptedException {
        if (given.isEmpty()) {
            return Optional.empty();
        }
        return checks.attempt(CHECK, () -> {
            try {
                return parser.apply(given.get());
            } catch (IllegalArgumentException e) {
                throw new ConfigException(
                        "%s: %s; write %s"
                                .formatted(
                                        option,
                                        Errors.line(e),
                                        option.equals("--ip") ? "2001:db8::5/64 for example" : "an IPv6 address"),
                        e);
            }
        });
    }

    private static String name(Optional<String> given) throws IOException {
        if (given.isPresent()) {
            return given.get();
        }
        String host = hostName();
        if (!NodeConfig.isName(host)) {
            throw new ConfigException("the host's name '%s' cannot name a node; give one with --name".formatted(host));
        }
        return host;
    }

    /** Returns the first label of the host's name; uname(2) and not a resolver has it. */
    private static String hostName() throws IOException {
        String full = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        return full.split("\\.", 2)[0].toLowerCase(Locale.ROOT);
    }
}
