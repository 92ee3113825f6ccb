package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StatefulFirewallTest {
    private static final String IN = "2001:db8:11::5";
    private static final String OUT = "2001:db8:12::7";

    private final StatefulFirewall firewall = new StatefulFirewall();
    private long now = 5;

    @Test
    void refusesWhatWasNotAskedFor() {
        assertThat(passes(Packets.udp(OUT, 1, IN, 2, 0))).isFalse();
        assertThat(passes(Packets.tcp(OUT, 1, IN, 22, Packets.SYN))).isFalse();
        assertThat(passes(echo(OUT, IN, Icmpv6.ECHO_REQUEST, 9))).isFalse();
        assertThat(passes(echo(OUT, IN, Icmpv6.ECHO_REPLY, 9))).isFalse();
        assertThat(passes(Packets.packet(OUT, IN, 50, 64))).isFalse();
    }

    @Test
    void udpAnswersPassForThirtySeconds() {
        firewall.outbound(Packets.udp(IN, 51820, OUT, 51821, 0), now);
        Ipv6Packet answer = Packets.udp(OUT, 51821, IN, 51820, 0);
        pass(StatefulFirewall.UDP.minusNanos(1));
        assertThat(passes(answer)).as("in time").isTrue();
        pass(StatefulFirewall.UDP.minusNanos(1));
        assertThat(passes(answer)).as("kept open by the last answer").isTrue();
        pass(StatefulFirewall.UDP);
        assertThat(passes(answer)).as("too late").isFalse();
    }

    @Test
    void othersThanTheOneAskedAreRefused() {
        firewall.outbound(Packets.udp(IN, 51820, OUT, 51821, 0), now);
        assertThat(passes(Packets.udp(OUT, 51822, IN, 51820, 0))).isFalse();
        assertThat(passes(Packets.udp(OUT, 51821, IN, 51822, 0))).isFalse();
        assertThat(passes(Packets.udp("2001:db8:13::7", 51821, IN, 51820, 0))).isFalse();
        assertThat(passes(Packets.tcp(OUT, 51821, IN, 51820, Packets.ACK))).isFalse();
    }

    @Test
    void twoThatSendAtTheSameTimeMeet() {
        firewall.outbound(Packets.udp(IN, 51820, OUT, 51820, 0), now);
        assertThat(passes(Packets.udp(OUT, 51820, IN, 51820, 0))).isTrue();
    }

    @Test
    void aTcpConnectionStaysOpenForHours() {
        open();
        pass(StatefulFirewall.TCP_ESTABLISHED.minusNanos(1));
        assertThat(passes(Packets.tcp(OUT, 6443, IN, 4000, Packets.ACK))).isTrue();
        pass(StatefulFirewall.TCP_ESTABLISHED);
        assertThat(passes(Packets.tcp(OUT, 6443, IN, 4000, Packets.ACK))).isFalse();
    }

    @Test
    void aSynThatIsNotAnsweredIsForgotten() {
        firewall.outbound(Packets.tcp(IN, 4000, OUT, 6443, Packets.SYN), now);
        pass(StatefulFirewall.TCP_OPENING);
        assertThat(passes(Packets.tcp(OUT, 6443, IN, 4000, Packets.SYN | Packets.ACK)))
                .isFalse();
    }

    @Test
    void aClosedTcpConnectionIsForgottenSoon() {
        open();
        firewall.outbound(Packets.tcp(IN, 4000, OUT, 6443, Packets.FIN | Packets.ACK), now);
        pass(Duration.ofMinutes(30));
        assertThat(passes(Packets.tcp(OUT, 6443, IN, 4000, Packets.ACK)))
                .as("half closed")
                .isTrue();
        assertThat(passes(Packets.tcp(OUT, 6443, IN, 4000, Packets.FIN | Packets.ACK)))
                .isTrue();
        pass(StatefulFirewall.TCP_CLOSED);
        assertThat(passes(Packets.tcp(OUT, 6443, IN, 4000, Packets.ACK))).isFalse();
    }

    @Test
    void aResetTcpConnectionCanBeOpenedAgain() {
        open();
        assertThat(passes(Packets.tcp(OUT, 6443, IN, 4000, Packets.RST))).isTrue();
        pass(StatefulFirewall.TCP_RESET.minusNanos(1));
        open();
        pass(Duration.ofHours(1));
        assertThat(passes(Packets.tcp(OUT, 6443, IN, 4000, Packets.ACK))).isTrue();
    }

    @Test
    void aConnectionIsPickedUpFromTheInsideAfterTheRouterForgot() {
        open();
        firewall.forget();
        Ipv6Packet inbound = Packets.tcp(OUT, 6443, IN, 4000, Packets.ACK);
        assertThat(passes(inbound)).isFalse();
        firewall.outbound(Packets.tcp(IN, 4000, OUT, 6443, Packets.ACK), now);
        pass(Duration.ofHours(1));
        assertThat(passes(inbound)).isTrue();
    }

    @Test
    void anEchoIsAnsweredToItsIdentifier() {
        firewall.outbound(echo(IN, OUT, Icmpv6.ECHO_REQUEST, 9), now);
        assertThat(passes(echo(OUT, IN, Icmpv6.ECHO_REPLY, 9))).isTrue();
        assertThat(passes(echo(OUT, IN, Icmpv6.ECHO_REPLY, 8))).isFalse();
        assertThat(passes(echo(OUT, IN, Icmpv6.ECHO_REQUEST, 9))).isFalse();
        pass(StatefulFirewall.ECHO);
        assertThat(passes(echo(OUT, IN, Icmpv6.ECHO_REPLY, 9))).isFalse();
    }

    @Test
    void errorsPass() {
        assertThat(passes(echo(OUT, IN, Icmpv6.TOO_BIG, 0))).isTrue();
        assertThat(passes(echo(OUT, IN, Icmpv6.UNREACHABLE, 0))).isTrue();
    }

    @Test
    void fragmentsFollowTheirFirst() {
        Ipv6Packet later = Packets.fragment(OUT, IN, 16, 77);
        assertThat(passes(later)).isFalse();
        assertThat(passes(Packets.fragment(OUT, IN, 0, 77))).as("not asked for").isFalse();
        assertThat(passes(later)).isFalse();
        firewall.outbound(Packets.udp(IN, 2000, OUT, 1000, 0), now);
        assertThat(passes(Packets.fragment(OUT, IN, 0, 77))).isTrue();
        assertThat(passes(later)).isTrue();
        assertThat(passes(Packets.fragment(OUT, IN, 16, 78))).isFalse();
    }

    private void open() {
        firewall.outbound(Packets.tcp(IN, 4000, OUT, 6443, Packets.SYN), now);
        assertThat(passes(Packets.tcp(OUT, 6443, IN, 4000, Packets.SYN | Packets.ACK)))
                .isTrue();
        firewall.outbound(Packets.tcp(IN, 4000, OUT, 6443, Packets.ACK), now);
    }

    private static Ipv6Packet echo(String from, String to, int type, int identifier) {
        return Packets.icmp(from, to, 64, type, identifier);
    }

    private boolean passes(Ipv6Packet packet) {
        return firewall.inbound(packet, now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
