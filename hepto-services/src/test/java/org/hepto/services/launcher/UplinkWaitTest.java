package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.Rtnetlink;
import org.junit.jupiter.api.Test;

class UplinkWaitTest {
    private static final Rtnetlink.Link ETH0 = new Rtnetlink.Link(2, "eth0", 1500, true);
    private static final UplinkState READY = new UplinkState.Ready(ETH0);
    private static final UplinkState NO_ROUTE =
            new UplinkState.Missing("a default route", Optional.empty(), "no route; name one");
    private static final UplinkState NO_ADDRESS =
            new UplinkState.Missing("an advertisement", Optional.of(ETH0), "no address; give one");

    private final List<String> progress = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    private UplinkWait.Uplink await(Duration patience, UplinkWait.Look look) throws Exception {
        return new UplinkWait(patience, progress::add, nanos::get, duration -> nanos.addAndGet(duration.toNanos()))
                .await(look);
    }

    private UplinkState after(int seconds, UplinkState before, UplinkState then) {
        return nanos.get() < Duration.ofSeconds(seconds).toNanos() ? before : then;
    }

    @Test
    void hostThatIsUpIsNotWaitedFor() throws Exception {
        assertThat(await(UplinkWait.PATIENCE, () -> READY)).isEqualTo(new UplinkWait.Uplink(ETH0, Optional.empty()));
        assertThat(progress).isEmpty();
    }

    @Test
    void eachThingThatIsAwaitedIsToldOnce() throws Exception {
        UplinkWait.Uplink uplink = await(UplinkWait.PATIENCE, () -> after(10, NO_ROUTE, after(20, NO_ADDRESS, READY)));
        assertThat(uplink.problem()).isEmpty();
        assertThat(progress)
                .containsExactly(
                        "waiting at most 60 s for a default route", "waiting at most 50 s for an advertisement");
    }

    @Test
    void nodeStartsWithoutWhatItCanDoWithout() throws Exception {
        UplinkWait.Uplink uplink = await(UplinkWait.PATIENCE, () -> NO_ADDRESS);
        assertThat(uplink).isEqualTo(new UplinkWait.Uplink(ETH0, Optional.of("no address; give one")));
        assertThat(progress).containsExactly("waiting at most 60 s for an advertisement", "no address; give one");
        assertThat(Duration.ofNanos(nanos.get())).isEqualTo(UplinkWait.PATIENCE);
    }

    @Test
    void withoutInterfaceTheStartIsRefused() {
        assertThatThrownBy(() -> await(UplinkWait.PATIENCE, () -> NO_ROUTE))
                .isInstanceOf(ConfigException.class)
                .hasMessage("no route; name one");
    }

    @Test
    void checkDoesNotWait() throws Exception {
        assertThat(await(Duration.ZERO, () -> NO_ADDRESS).problem()).contains("no address; give one");
        assertThat(progress).isEmpty();
        assertThat(nanos).hasValue(0);
    }
}
