package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hepto.lab.SwitchCore.Line;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WanTest {
    private static final String A = "2001:db8:11::1";
    private static final String B = "2001:db8:12::1";

    private final Wan wan = new Wan(7);
    private final List<Ipv6Packet> answers = new ArrayList<>();
    private final List<String> passed = new ArrayList<>();
    private long now = 1_000_000_000L;

    @BeforeEach
    void sites() {
        add("a", 0x010000, "2001:db8:11::/64");
        add("b", 0x010001, "2001:db8:12::/64");
    }

    private void add(String site, int mac, String prefix) {
        SiteRouter router = new SiteRouter(new MacAddress(mac), Subnet.parse(prefix), new SiteRouter.Output() {
            @Override
            public void segment(byte[] frame) {}

            @Override
            public void uplink(Ipv6Packet packet) {
                answers.add(packet);
            }
        });
        router.advertises(false, now);
        wan.add(site, router);
    }

    @Test
    void bothUplinksDelay() {
        wan.line("a", new Line(Duration.ofMillis(15), 0));
        wan.line("b", new Line(Duration.ofMillis(25), 0));
        ping();
        pass(Duration.ofMillis(40).minusNanos(1));
        assertThat(answers).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(answers)
                .singleElement()
                .satisfies(answer -> assertThat(answer.destination()).hasToString(A));
    }

    @Test
    void bothUplinksLose() {
        wan.line("a", new Line(Duration.ZERO, 0.2));
        wan.line("b", new Line(Duration.ZERO, 0.5));
        for (int i = 0; i < 10_000; i++) {
            ping();
        }
        pass(Duration.ZERO);
        assertThat(answers.size()).isBetween(3_800, 4_200);
        assertThat(wan.lost()).isEqualTo(10_000 - answers.size());
    }

    @Test
    void aCutUplinkSwallows() {
        for (String site : List.of("a", "b")) {
            wan.up(site, false);
            ping();
            wan.up(site, true);
        }
        pass(Duration.ZERO);
        assertThat(answers).isEmpty();
        assertThat(wan.cut()).isEqualTo(2);
        ping();
        pass(Duration.ZERO);
        assertThat(answers).hasSize(1);
    }

    @Test
    void saysThatThereIsNoWay() {
        add("c", 0x010002, "2001:db8:13::/64");
        wan.send("a", Packets.udp("2001:db8:13::9", 1, "2001:db8:99::1", 2, 0), now);
        assertThat(answers).singleElement().satisfies(error -> {
            assertThat(error.icmpType()).isEqualTo(Icmpv6.UNREACHABLE);
            assertThat(error.icmpCode()).isEqualTo(Icmpv6.NO_ROUTE);
        });
    }

    @Test
    void listenersSeeWhatLeavesASite() {
        Wan.Listener listener = (from, to, packet, _) -> passed.add(from + " " + to + " " + packet.destination());
        wan.listen(listener);
        wan.line("b", new Line(Duration.ZERO, 1));
        ping();
        wan.send("a", Packets.udp(A, 1, "2001:db8:99::1", 2, 0), now);
        wan.leave(listener);
        ping();
        assertThat(passed).containsExactly("a b " + B, "a null 2001:db8:99::1");
    }

    @Test
    void knowsItsSites() {
        assertThatThrownBy(() -> wan.up("z", false)).hasMessageContaining("no site z");
    }

    private void ping() {
        wan.send("a", Packets.icmp(A, B, 64, Icmpv6.ECHO_REQUEST, 9), now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
        wan.deliver(now);
    }
}
