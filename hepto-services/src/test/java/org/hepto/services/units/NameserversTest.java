package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hepto.daeman.StopReason;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameserversTest {
    private static final Ipv6Address OLD = Ipv6Address.parse("2001:db8:1::1");
    private static final Ipv6Address NEW = Ipv6Address.parse("2001:db8:2::1");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final StandingContext context = new StandingContext();
    private List<Ipv6Address> ofHost = List.of(OLD);

    @SuppressWarnings("NullAway.Init")
    private Path resolvConf;

    @BeforeEach
    void launcherHasWrittenThem() throws IOException {
        resolvConf = Files.writeString(directory.resolve("resolv.conf"), "nameserver " + OLD + "\n");
    }

    private Nameservers unit(boolean isGiven) {
        return new Nameservers(resolvConf, isGiven, () -> ofHost);
    }

    @Test
    void thoseOfTheHostAreFollowed() throws Exception {
        Nameservers unit = unit(false);
        assertThat(unit.start(context)).isEqualTo(new Nameservers.Known(List.of(OLD)));
        assertThat(context.timed).as("whether it looks again").isTrue();
        unit.follow(context);
        assertThat(context.values).as("nothing to tell").isEmpty();
        ofHost = List.of(NEW, OLD);
        unit.follow(context);
        assertThat(context.get(Nameservers.KEY).addresses()).containsExactly(NEW, OLD);
        assertThat(resolvConf).hasContent("nameserver 2001:db8:2::1\nnameserver 2001:db8:1::1");
        assertThat(context.details).last().isEqualTo("2001:db8:2::1, 2001:db8:1::1");
        unit.stop(StopReason.GOING_DOWN);
    }

    /** In the midst of a renumbering, and where the node fell back to public ones. */
    @Test
    void lastOnesStayWhileTheHostNamesNone() throws IOException {
        Nameservers unit = unit(false);
        ofHost = List.of();
        unit.follow(context);
        assertThat(resolvConf).hasContent("nameserver " + OLD);
        ofHost = List.of(NEW);
        unit.follow(context);
        assertThat(context.get(Nameservers.KEY).addresses()).containsExactly(NEW);
    }

    @Test
    void thoseThatTheOperatorGaveAreNotLookedAtAgain() throws IOException {
        assertThat(unit(true).start(context).addresses()).containsExactly(OLD);
        assertThat(context.timed).isFalse();
    }
}
