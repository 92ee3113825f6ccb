package org.hepto.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepto.services.NodeOptions;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** The options that describe a node to start. */
final class NodeArguments {
    @Option(names = "--role", paramLabel = "ROLE", description = "master (also a node) or node")
    private Optional<String> role = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "HEX",
            description = "The cluster's secret. Other users can read it here: better in --key-file or HEPTO_KEY")
    private Optional<String> key = Optional.empty();

    @Option(names = "--key-file", paramLabel = "FILE", description = "A file with the cluster's secret")
    private Optional<Path> keyFile = Optional.empty();

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
            description = "A name server; may be repeated (default: those of the host)")
    private List<String> dns = new ArrayList<>();

    Optional<String> role() {
        return role;
    }

    /** What services understand. A key on the command line is preferred to one in the environment. */
    NodeOptions toOptions(String roleToUse, NodeChoice choice, ParseResult given) {
        boolean keyGiven = given.hasMatchedOption("--key");
        boolean fileGiven = given.hasMatchedOption("--key-file");
        return new NodeOptions(
                roleToUse,
                choice.cluster().orElse("hepto"),
                choice.name(),
                fileGiven && !keyGiven ? Optional.empty() : key,
                keyGiven && !fileGiven ? Optional.empty() : keyFile,
                iface,
                ip,
                gw,
                dns,
                choice.data());
    }
}
