package org.hepto.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepto.services.launcher.NodeOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds the options that describe a node to start. */
final class NodeArguments {
    @Option(names = "--role", paramLabel = "ROLE", description = "master (also a node) or node")
    private Optional<String> role = Optional.empty();

    @Mixin
    private SecretOptions secret = new SecretOptions();

    @Option(
            names = "--iface",
            paramLabel = "NAME",
            description = "The interface to the Internet (default: that of the default route)")
    private Optional<String> iface = Optional.empty();

    @Option(
            names = "--ip",
            paramLabel = "ADDR/LEN",
            description = "A static public address for the node (default: as the router advertises)")
    private Optional<String> ip = Optional.empty();

    @Option(names = "--gw", paramLabel = "ADDR", description = "The gateway, with --ip")
    private Optional<String> gw = Optional.empty();

    @Option(
            names = "--dns",
            paramLabel = "ADDR",
            split = ",",
            description = "A name server; up to three (default: those of the host)")
    private List<String> dns = new ArrayList<>();

    @Option(
            names = "--anchor",
            paramLabel = "ADDR[:PORT]",
            split = ",",
            description =
                    "A node of the cluster to join, by address or name; may be repeated ([ADDR]:PORT for another port)")
    private List<String> anchors = new ArrayList<>();

    @Option(
            names = "--authority",
            paramLabel = "FINGERPRINT",
            description = "The cluster's authority, as invite prints it (default: the first one that is met)")
    private Optional<String> authority = Optional.empty();

    @Option(
            names = "--site",
            paramLabel = "NAME",
            description = "Where the node is: its label topology.kubernetes.io/zone")
    private Optional<String> site = Optional.empty();

    @Option(
            names = "--api-name",
            paramLabel = "NAME",
            split = ",",
            description = "One more DNS name or IPv6 address of a master's apiserver; may be repeated")
    private List<String> apiNames = new ArrayList<>();

    Optional<String> role() {
        return role;
    }

    SecretOptions secret() {
        return secret;
    }

    /** Returns the options as {@link Services} takes them. */
    NodeOptions toOptions(String roleToUse, NodeChoice choice) {
        return new NodeOptions(
                roleToUse,
                choice.cluster().orElse("hepto"),
                choice.name(),
                secret.key(),
                secret.keyFile(),
                iface,
                ip,
                gw,
                dns,
                choice.data(),
                anchors,
                authority,
                site,
                apiNames);
    }
}
