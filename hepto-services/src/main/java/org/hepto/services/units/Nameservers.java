package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.selfcontain.HostFiles;
import org.hepto.selfcontain.HostLinks;
import org.hepto.selfcontain.ResolvConf;
import org.hepto.services.node.HostNameservers;
import org.hepto.services.node.Node;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Ipv6Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The name servers that the node asks: those given by {@code --dns}, or the host's. The host's are looked at again all the
 * time, since a home router that announces itself as one has another address after each renumbering. While the host names
 * none, the last ones stay.
 */
final class Nameservers implements Unit<Nameservers.Known> {
    static final UnitKey<Known> KEY = UnitKey.of("nameservers", Known.class);

    private static final Logger LOG = LoggerFactory.getLogger(Nameservers.class);

    /** As often as the public address: both change at once. */
    private static final Duration LOOK = Duration.ofSeconds(15);

    private final Path resolvConf;
    private final boolean isGiven;
    private final Source host;
    private @Nullable Rounds rounds;

    /**
     * The servers in force.
     *
     * @param addresses in the order in which they are asked
     */
    record Known(List<Ipv6Address> addresses) {}

    /** Tells what the host asks. */
    @FunctionalInterface
    interface Source {
        /** Returns those that its node can reach, see {@link HostNameservers#of}. */
        List<Ipv6Address> nameservers() throws IOException;
    }

    Nameservers(Node node) {
        this(ResolvConf.PATH, !node.config().nameservers().isEmpty(), Nameservers::ofHost);
    }

    /**
     * @param resolvConf the node's own; the launcher has written it
     * @param isGiven whether the operator chose, whatever the host asks
     */
    Nameservers(Path resolvConf, boolean isGiven, Source host) {
        this.resolvConf = resolvConf;
        this.isGiven = isGiven;
        this.host = host;
    }

    private static List<Ipv6Address> ofHost() throws IOException {
        Optional<HostFiles> files = HostFiles.inherited();
        Optional<HostLinks> links = HostLinks.inherited();
        return files.isPresent() && links.isPresent()
                ? HostNameservers.of(files.get()::read, links.get().addresses())
                : List.of();
    }

    @Override
    public UnitKey<Known> key() {
        return KEY;
    }

    @Override
    public Known start(UnitContext context) throws IOException {
        Known first = known(context, inForce());
        if (!isGiven) {
            Rounds started = new Rounds("follow the host's name servers", context.time(), LOOK, () -> follow(context));
            rounds = started;
            started.startLater();
        }
        return first;
    }

    private List<Ipv6Address> inForce() throws IOException {
        return ResolvConf.nameservers(Files.readString(resolvConf));
    }

    private static Known known(UnitContext context, List<Ipv6Address> addresses) {
        context.detail(
                String.join(", ", addresses.stream().map(Ipv6Address::toString).toList()));
        return new Known(addresses);
    }

    /** Takes over what the host asks now. */
    void follow(UnitContext context) throws IOException {
        List<Ipv6Address> now = host.nameservers();
        List<Ipv6Address> before = inForce();
        if (now.isEmpty() || now.equals(before)) {
            return;
        }
        AtomicFile.write(resolvConf, ResolvConf.of(now), 0644);
        LOG.info("the host asks other name servers, and so does this node: {} instead of {}", now, before);
        context.publish(KEY, known(context, now));
    }

    @Override
    public void stop(StopReason reason) throws InterruptedException {
        if (rounds != null) {
            rounds.stop();
            rounds = null;
        }
    }
}
