package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SiteRouterTest {
    private static final MacAddress MAC = new MacAddress(0x010000);
    private static final MacAddress HOST_MAC = new MacAddress(1);
    private static final String HOST = "2001:db8:11::5";
    private static final String GATEWAY = "2001:db8:11::1";
    private static final String FAR = "2001:db8:12::7";

    private final List<byte[]> frames = new ArrayList<>();
    private final List<Ipv6Packet> sent = new ArrayList<>();
    private long now = 1_000_000_000L;

    private final SiteRouter router = new SiteRouter(MAC, Subnet.parse("2001:db8:11::/64"), new SiteRouter.Output() {
        @Override
        public void segment(byte[] frame) {
            frames.add(frame);
        }

        @Override
        public void uplink(Ipv6Packet packet) {
            sent.add(packet);
        }
    });

    @Test
    void advertisesEachIntervalAndWhenSolicited() {
        router.tick(now);
        assertThat(prefixes()).containsExactly("2001:db8:11:: 86400 86400");
        assertThat(router.nextDue()).isEqualTo(now + SiteRouter.INTERVAL.toNanos());
        router.tick(now + 1);
        assertThat(frames).isEmpty();
        pass(SiteRouter.INTERVAL);
        assertThat(prefixes()).hasSize(1);
        hear(Packets.icmp("fe80::5", "ff02::2", 255, Icmpv6.ROUTER_SOLICITATION, 0));
        assertThat(prefixes()).hasSize(1);
    }

    @Test
    void staysSilentWhenTold() {
        router.advertises(false, now);
        pass(SiteRouter.INTERVAL);
        hear(Packets.icmp("fe80::5", "ff02::2", 255, Icmpv6.ROUTER_SOLICITATION, 0));
        assertThat(frames).isEmpty();
    }

    @Test
    void answersForItsAddresses() {
        for (String own : List.of(MAC.linkLocal(), GATEWAY)) {
            hear(solicitation("fe80::5", own));
            Ipv6Packet answer = packet(frames.removeLast());
            assertThat(answer.icmpType()).isEqualTo(Icmpv6.NEIGHBOUR_ADVERTISEMENT);
            assertThat(Icmpv6.target(answer)).hasToString(own);
            assertThat(Icmpv6.linkAddress(answer)).isEqualTo(MAC.bytes());
            assertThat(answer.hopLimit()).isEqualTo(255);
            assertThat(answer.destination()).hasToString("fe80::5");
            assertThat(Icmpv6.checksum(answer.head(1500))).isZero();
        }
        hear(solicitation("fe80::5", HOST));
        assertThat(frames).isEmpty();
    }

    @Test
    void objectsToAHostThatWantsItsAddress() {
        hear(solicitation("::", GATEWAY));
        assertThat(packet(frames.getFirst()).destination()).hasToString("ff02::1");
    }

    @Test
    void ignoresDiscoveryThatWasForwarded() {
        hear(Packets.icmp("fe80::5", "ff02::2", 254, Icmpv6.ROUTER_SOLICITATION, 0));
        assertThat(frames).isEmpty();
    }

    @Test
    void forwardsOutwardsWithOneHopLess() {
        hear(Packets.udp(HOST, 1, FAR, 2, 100));
        assertThat(sent).singleElement().satisfies(packet -> {
            assertThat(packet.hopLimit()).isEqualTo(63);
            assertThat(packet.destination()).hasToString(FAR);
            assertThat(packet.length()).isEqualTo(148);
        });
    }

    @Test
    void leavesFramesToOthersAlone() {
        router.fromSegment(Packets.udp(HOST, 1, FAR, 2, 0).frame(HOST_MAC.bytes(), new MacAddress(2).bytes()), now);
        assertThat(sent).isEmpty();
    }

    @Test
    void keepsForeignAndLocalSourcesIn() {
        hear(Packets.udp("2001:db8:99::1", 1, FAR, 2, 0));
        hear(Packets.udp("fd00::1", 1, FAR, 2, 0));
        hear(Packets.udp("fe80::5", 1, FAR, 2, 0));
        hear(Packets.udp(HOST, 1, "ff0e::1", 2, 0));
        assertThat(sent).isEmpty();
    }

    @Test
    void asksForANeighbourAndDeliversThen() {
        router.fromUplink(Packets.udp(FAR, 2, HOST, 1, 0), now);
        router.fromUplink(Packets.udp(FAR, 3, HOST, 1, 0), now);
        Ipv6Packet question = packet(frames.removeFirst());
        assertThat(question.icmpType()).isEqualTo(Icmpv6.NEIGHBOUR_SOLICITATION);
        assertThat(question.destination()).hasToString("ff02::1:ff00:5");
        assertThat(Icmpv6.target(question)).hasToString(HOST);
        assertThat(frames).as("asked once").isEmpty();

        hear(advertisement(HOST));
        assertThat(frames).hasSize(2).allSatisfy(frame -> assertThat(frame).startsWith(HOST_MAC.bytes()));
        assertThat(frames).extracting(frame -> packet(frame).sourcePort()).containsExactly(2, 3);
        assertThat(packet(frames.getFirst()).hopLimit()).isEqualTo(63);
    }

    @Test
    void asksANeighbourAgainAfterAWhile() {
        hear(advertisement(HOST));
        now += NeighbourCache.REACHABLE.toNanos();
        router.fromUplink(Packets.udp(FAR, 2, HOST, 1, 0), now);
        assertThat(packet(frames.getFirst()).icmpType()).isEqualTo(Icmpv6.NEIGHBOUR_SOLICITATION);
    }

    @Test
    void saysThatANeighbourIsNotThere() {
        router.advertises(false, now);
        router.fromUplink(Packets.udp(FAR, 2, HOST, 1, 0), now);
        for (int i = 0; i < NeighbourCache.SOLICITATIONS; i++) {
            assertThat(frames).hasSize(i + 1);
            assertThat(sent).isEmpty();
            pass(NeighbourCache.RETRANSMIT);
        }
        assertThat(sent).singleElement().satisfies(error -> {
            assertThat(error.icmpType()).isEqualTo(Icmpv6.UNREACHABLE);
            assertThat(error.icmpCode()).isEqualTo(Icmpv6.ADDRESS_UNREACHABLE);
            assertThat(error.destination()).hasToString(FAR);
        });
    }

    @Test
    void reportsThatNoHopIsLeft() {
        hear(advertisement(HOST));
        hear(Packets.packet(HOST, FAR, Ipv6Packet.UDP, 1, new byte[8]));
        assertThat(sent).isEmpty();
        Ipv6Packet error = packet(frames.getFirst());
        assertThat(error.icmpType()).isEqualTo(Icmpv6.TIME_EXCEEDED);
        assertThat(error.source()).hasToString(GATEWAY);
        assertThat(Icmpv6.checksum(error.head(1500))).isZero();
    }

    @Test
    void reportsWhatDoesNotFitThroughTheUplink() {
        hear(advertisement(HOST));
        router.uplinkMtu(1492);
        hear(Packets.udp(HOST, 1, FAR, 2, 1492 - 48));
        assertThat(sent).as("just fits").hasSize(1);
        hear(Packets.udp(HOST, 1, FAR, 2, 1493 - 48));
        assertThat(sent).hasSize(1);
        Ipv6Packet error = packet(frames.getFirst());
        assertThat(error.icmpType()).isEqualTo(Icmpv6.TOO_BIG);
        assertThat(ByteBuffer.wrap(error.payload()).getInt(4)).isEqualTo(1492);
        assertThat(error.length()).isEqualTo(1280);

        router.fromUplink(Packets.udp(FAR, 2, HOST, 1, 1493 - 48), now);
        assertThat(sent.getLast().icmpType()).as("to the other side").isEqualTo(Icmpv6.TOO_BIG);
        assertThat(sent.getLast().destination()).hasToString(FAR);
    }

    @Test
    void reportsNothingAboutErrors() {
        hear(Packets.icmp(HOST, FAR, 1, Icmpv6.TOO_BIG, 0));
        assertThat(frames).isEmpty();
        assertThat(sent).isEmpty();
    }

    @Test
    void answersPings() {
        router.fromUplink(Packets.icmp(FAR, GATEWAY, 64, Icmpv6.ECHO_REQUEST, 9, (byte) 1, (byte) 2), now);
        assertThat(sent).singleElement().satisfies(reply -> {
            assertThat(reply.icmpType()).isEqualTo(Icmpv6.ECHO_REPLY);
            assertThat(reply.icmpIdentifier()).isEqualTo(9);
            assertThat(reply.payload()).endsWith(1, 2);
        });
    }

    @Test
    void statefulItRefusesUntilAskedFromTheInside() {
        hear(advertisement(HOST));
        router.stateful(true);
        router.fromUplink(Packets.udp(FAR, 2, HOST, 1, 0), now);
        assertThat(frames).isEmpty();
        hear(Packets.udp(HOST, 1, FAR, 2, 0));
        router.fromUplink(Packets.udp(FAR, 2, HOST, 1, 0), now);
        assertThat(frames).hasSize(1);
    }

    @Test
    void gracefullyRenumberedBothPrefixesWorkForAWhile() {
        router.renumber(Subnet.parse("2001:db8:21::/64"), true, now);
        router.tick(now);
        assertThat(prefixes()).containsExactly("2001:db8:21:: 86400 86400", "2001:db8:11:: 7200 0");
        hear(Packets.udp(HOST, 1, FAR, 2, 0));
        hear(Packets.udp("2001:db8:21::5", 1, FAR, 2, 0));
        assertThat(sent).hasSize(2);
        assertThat(router.serves(Address6.parse(HOST))).isTrue();
        assertThat(router.gateway()).hasToString("2001:db8:21::1");

        pass(Duration.ofHours(1));
        assertThat(prefixes()).contains("2001:db8:11:: 3600 0");
        pass(Duration.ofHours(1));
        assertThat(prefixes()).containsExactly("2001:db8:21:: 86400 86400");
        assertThat(router.serves(Address6.parse(HOST))).isFalse();
    }

    @Test
    void renumberedAtOnceTheOldPrefixVanishes() {
        router.renumber(Subnet.parse("2001:db8:21::/64"), false, now);
        router.tick(now);
        assertThat(prefixes()).containsExactly("2001:db8:21:: 86400 86400", "2001:db8:11:: 0 0");
        hear(Packets.udp(HOST, 1, FAR, 2, 0));
        router.fromUplink(Packets.udp(FAR, 2, HOST, 1, 0), now);
        assertThat(sent).isEmpty();
        assertThat(frames).isEmpty();
        hear(Packets.udp("2001:db8:21::5", 1, FAR, 2, 0));
        assertThat(sent).hasSize(1);
    }

    @Test
    void aPrefixCanComeBack() {
        router.renumber(Subnet.parse("2001:db8:21::/64"), false, now);
        router.renumber(Subnet.parse("2001:db8:11::/64"), false, now);
        router.tick(now);
        assertThat(prefixes()).containsExactly("2001:db8:11:: 86400 86400", "2001:db8:21:: 0 0");
    }

    @Test
    void leadsToANetworkBehindANeighbour() {
        hear(advertisement(HOST));
        router.route(Subnet.parse("2001:db8:ffff::/64"), Address6.parse(HOST));
        router.fromUplink(Packets.udp(FAR, 2, "2001:db8:ffff::1", 80, 0), now);
        assertThat(frames).singleElement().satisfies(frame -> assertThat(frame).startsWith(HOST_MAC.bytes()));
        hear(Packets.udp("2001:db8:ffff::1", 80, FAR, 2, 0));
        assertThat(sent).hasSize(1);
    }

    private void hear(Ipv6Packet packet) {
        router.fromSegment(packet.frame(HOST_MAC.bytes(), MAC.bytes()), now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
        router.tick(now);
    }

    private static Ipv6Packet solicitation(String from, String target) {
        return Packets.icmp(from, "ff02::1:ff00:1", 255, Icmpv6.NEIGHBOUR_SOLICITATION, 0, discovery(target, 1));
    }

    private static Ipv6Packet advertisement(String owner) {
        return Packets.icmp(owner, "ff02::1", 255, Icmpv6.NEIGHBOUR_ADVERTISEMENT, 0, discovery(owner, 2));
    }

    private static byte[] discovery(String target, int option) {
        ByteBuffer bytes = ByteBuffer.allocate(24);
        Address6.parse(target).writeTo(bytes);
        return bytes.put((byte) option).put((byte) 1).put(HOST_MAC.bytes()).array();
    }

    private static Ipv6Packet packet(byte[] frame) {
        return Objects.requireNonNull(Ipv6Packet.inFrame(frame));
    }

    /** Of the one advertisement that was sent: each prefix with its valid and preferred lifetimes; forgets it. */
    private List<String> prefixes() {
        byte[] options = packet(frames.getLast()).payload();
        frames.clear();
        assertThat(options[0]).isEqualTo((byte) 134);
        List<String> prefixes = new ArrayList<>();
        for (int i = 16; i < options.length; i += 8 * options[i + 1]) {
            if (options[i] == 3) {
                ByteBuffer option = ByteBuffer.wrap(options);
                assertThat(HexFormat.of().formatHex(options, i + 2, i + 4)).isEqualTo("40c0");
                prefixes.add("%s %d %d"
                        .formatted(Address6.read(options, i + 16), option.getInt(i + 4), option.getInt(i + 8)));
            }
        }
        return prefixes;
    }
}
