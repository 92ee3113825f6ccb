package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Sites keep their promises to real hosts: one at a hoster, one in a home, and the world outside. */
@LabTest(router = false, timeoutSeconds = 180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SitesSelfTest {
    private static final HostSize SMALL = new HostSize(512, 1);
    private static final Pattern ROUND_TRIP = Pattern.compile("min/avg/max = ([0-9.]+)/");

    private final Lab lab;
    private final Site hoster;
    private final Site home;
    private final LabHost server;
    private final LabHost laptop;

    SitesSelfTest(Lab lab) {
        this.lab = lab;
        hoster = lab.site("hoster");
        home = lab.site("home");
        server = hoster.host("server", SMALL);
        laptop = lab.host("laptop", SMALL, home);
        lab.router();
    }

    @BeforeAll
    void boot() {
        lab.boot();
        home.stateful();
    }

    @AfterEach
    void goodNetwork() {
        home.wan(Duration.ZERO, 0).mtu(1500).heal();
        hoster.wan(Duration.ZERO, 0);
    }

    @Test
    void hostsHaveAddressesOfTheirSites() {
        assertThat(server.address()).startsWith("2001:db8:11:");
        assertThat(laptop.address()).startsWith("2001:db8:12:");
        assertThat(laptop.ok("ip -6 -o addr show dev eth0")).contains(laptop.address());
        laptop.ok(ping(home.gateway()));
        laptop.ok(ping(hoster.gateway()));
    }

    @Test
    void theDelaysOfBothUplinksAddUp() {
        home.wan(Duration.ofMillis(20), 0);
        hoster.wan(Duration.ofMillis(20), 0);
        String output = laptop.ok("busybox ping6 -c 4 -W 3 " + server.address());
        Matcher times = ROUND_TRIP.matcher(output);
        assertThat(times.find()).as(output).isTrue();
        assertThat(Double.parseDouble(times.group(1))).as(output).isBetween(80.0, 120.0);
    }

    @Test
    void aHomeLetsInWhatItAskedFor() {
        assertThat(server.run(ping(laptop.address())).ok()).as("unasked").isFalse();
        laptop.ok(ping(server.address()));
        server.start("web", "busybox httpd -f -p '[::]:80' -h /etc");
        laptop.ok("for i in $(seq 50); do curl -s -m 5 http://[%s]/hostname && exit; sleep 0.2; done; exit 1"
                .formatted(server.address()));
        laptop.start("web", "busybox httpd -f -p '[::]:80' -h /etc");
        laptop.ok("for i in $(seq 50); do curl -s http://[::1]/hostname && exit; sleep 0.2; done; exit 1");
        assertThat(server.run("curl -s -m 2 http://[%s]/hostname".formatted(laptop.address()))
                        .ok())
                .as("unasked")
                .isFalse();
    }

    @Test
    void aSmallUplinkTellsItsMtu() {
        home.mtu(1400);
        try (Capture capture = lab.capture()) {
            String large = "busybox ping6 -c 1 -W 2 -s 1400 " + server.address();
            assertThat(laptop.run(large).ok()).as("the first is too big").isFalse();
            assertThat(laptop.ok("ip -6 route get " + server.address())).contains("mtu 1400");
            assertThat(server.ok("ip -6 route get " + laptop.address())).doesNotContain("mtu");
            assertThat(laptop.run(large).ok()).as("the first answer is too").isFalse();
            assertThat(server.ok("ip -6 route get " + laptop.address())).contains("mtu 1400");
            laptop.ok(large);
            assertThat(capture.packets(CapturedPacket::fragment))
                    .hasSize(6)
                    .allMatch(p -> p.length() <= 1400)
                    .filteredOn(p -> p.from().equals("hoster"))
                    .hasSize(2);
        }
    }

    @Test
    void aCutUplinkIsSilentUntilHealed() {
        home.cut();
        assertThat(laptop.run(ping(server.address())).output()).contains("100% packet loss");
        laptop.ok(ping(home.gateway()));
        home.heal();
        laptop.ok(ping(server.address()));
    }

    @Test
    void capturesWhatGoesBetweenSites() {
        Capture capture = lab.capture();
        laptop.ok(ping(server.address()));
        laptop.ok("busybox ping6 -c 1 -W 3 " + home.gateway());
        capture.close();
        assertThat(capture.packets(p -> p.protocol() == CapturedPacket.ICMPV6))
                .anySatisfy(p -> {
                    assertThat(p.from()).isEqualTo("home");
                    assertThat(p.to()).isEqualTo("hoster");
                    assertThat(p.source()).isEqualTo(laptop.address());
                    assertThat(p.destination()).isEqualTo(server.address());
                    assertThat(p.icmpType()).isEqualTo(Icmpv6.ECHO_REQUEST);
                    assertThat(p.length()).isEqualTo(40 + 8 + 56);
                    assertThat(p.fragment()).isFalse();
                })
                .noneMatch(p -> p.destination().equals(home.gateway()));
        int before = capture.packets().size();
        laptop.ok(ping(server.address()));
        assertThat(capture.packets()).hasSize(before);
    }

    @Test
    void sitesReachTheWorldOutside() {
        assertThat(laptop.ok("curl -s -m 10 http://[%s]/".formatted(Lab.OUTSIDE)))
                .isEqualTo("outside " + laptop.address());
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    void gracefulRenumberingKeepsOldAddressesForAWhile() {
        String old = laptop.address();
        home.renumber("2001:db8:21::/64", true);
        laptop.awaitAddress();
        assertThat(laptop.address()).startsWith("2001:db8:21:");
        assertThat(laptop.ok("ip -6 -o addr show dev eth0 deprecated")).contains(old);
        assertThat(laptop.ok("ip -6 route get " + server.address())).contains("src " + laptop.address());
        laptop.ok("busybox ping6 -c 1 -W 3 -I %s %s".formatted(old, server.address()));
        laptop.ok(ping(server.address()));
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void renumberingAtOnceLeavesHostsWithDeadAddresses() {
        String old = laptop.address();
        home.renumber("2001:db8:22::/64", false);
        laptop.awaitAddress();
        // RFC 4862: not sooner than in two hours
        assertThat(laptop.ok("ip -6 addr show dev eth0 deprecated"))
                .contains(old)
                .containsPattern("valid_lft 7\\d{3}sec");
        assertThat(laptop.run("busybox ping6 -c 1 -W 2 -I %s %s".formatted(old, server.address()))
                        .ok())
                .isFalse();
        laptop.ok(ping(server.address()));
    }

    private static String ping(String address) {
        return "busybox ping6 -c 1 -W 2 " + address;
    }
}
