package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hepto.daeman.StopReason;
import org.hepto.daeman.Time;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.selfcontain.HostFiles;
import org.hepto.selfcontain.HostLinks;
import org.hepto.selfcontain.ResolvConf;
import org.hepto.services.node.HostNameservers;
import org.hepto.services.node.Node;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Errors;
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
    private String problem = "";
    private Time.@Nullable Timer timer;

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
        Known first = inForce(context);
        if (!isGiven) {
            schedule(context);
        }
        return first;
    }

    private Known inForce(UnitContext context) throws IOException {
        Known known = new Known(ResolvConf.nameservers(Files.readString(resolvConf)));
        context.detail(String.join(
                ", ", known.addresses().stream().map(Ipv6Address::toString).toList()));
        return known;
    }

    private synchronized void schedule(UnitContext context) {
        timer = context.time().schedule(LOOK, () -> look(context));
    }

    private synchronized void look(UnitContext context) {
        if (timer == null) {
            return; // stopped as the timer fired
        }
        try {
            follow(context);
            problem = "";
        } catch (IOException | RuntimeException e) {
            String line = Errors.line(e);
            if (!line.equals(problem)) {
                LOG.warn("the host's name servers cannot be followed: {}", line);
            }
            problem = line;
        }
        schedule(context);
    }

    private void follow(UnitContext context) throws IOException {
        List<Ipv6Address> now = host.nameservers();
        List<Ipv6Address> before = ResolvConf.nameservers(Files.readString(resolvConf));
        if (now.isEmpty() || now.equals(before)) {
            return;
        }
        AtomicFile.write(resolvConf, ResolvConf.of(now), 0644);
        LOG.info("the host asks other name servers, and so does this node: {} instead of {}", now, before);
        context.publish(KEY, inForce(context));
    }

    @Override
    public synchronized void stop(StopReason reason) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
