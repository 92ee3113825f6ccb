package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hepto.lab.HostSize;
import org.hepto.lab.Lab;
import org.hepto.lab.LabHost;
import org.hepto.lab.LabTest;
import org.hepto.lab.Site;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Hosts that a cluster does not let in are told why, its master too, and the cluster stays as it is. */
@Tag("soak")
@LabTest(router = false, timeoutSeconds = 1800)
@TestInstance(Lifecycle.PER_CLASS)
class UninvitedTest {
    private static final Duration ONE_WAY = Duration.ofMillis(20);
    private static final Duration TOLD = HeptoNode.PATIENCE;
    private static final int MEMORY = 1024;
    private static final int DISK = 8;
    private static final String KEY = "/data/key";
    private static final String WRONG_KEY = "/data/wrong-key";

    /** Of components of Kubernetes and hepto, and what else is often open. */
    private static final String PORTS = "22 53 80 111 179 443 2379 2380 2381 4194 4240 5000 6060 6443 7946 7947 8080"
            + " 8443 9090 9100 9153 9253 9256 10248 10249 10250 10251 10252 10255 10256 10257 10258 10259 10260 30000 51820";

    private final Cluster cluster;
    private final HeptoNode m1;
    private final Site elsewhere;
    private final LabHost stranger;
    private @Nullable HeptoNode asking;
    private int lines;

    UninvitedTest(Lab lab) {
        Site hoster = lab.site("hoster").wan(ONE_WAY, 0);
        elsewhere = lab.site("elsewhere").wan(ONE_WAY, 0);
        cluster = Cluster.in(lab).master("m1", hoster);
        m1 = cluster.master();
        stranger = elsewhere.host("x", new HostSize(MEMORY, DISK));
    }

    @BeforeAll
    void start() {
        cluster.start();
        cluster.awaitReady();
        stranger.ok("umask 077; echo %s > %s; head -c 32 /dev/urandom | od -An -v -tx1 | tr -d ' \\n' > %s"
                .formatted(m1.host().ok("cat " + KEY), KEY, WRONG_KEY));
    }

    @AfterEach
    void theClusterIsAsItWas() {
        stop();
        assertThat(m1.kubectl("get nodes -o jsonpath='{.items[*].metadata.name}'"))
                .isEqualTo("m1");
        assertThat(m1.ask("node list --json").output().lines().filter(line -> line.contains("admitted")))
                .singleElement()
                .asString()
                .contains("\"m1\"");
    }

    /** Stops what asks, and lets it forget that it did. */
    private void stop() {
        HeptoNode asked = asking;
        asking = null;
        if (asked != null) {
            asked.process().stop(Duration.ofMinutes(1));
            stranger.ok("rm -rf " + asked.directory());
        }
    }

    @Test
    void onlyTheAllowedPortsAreOpen() {
        String open = stranger.ok("""
                for p in %s; do busybox timeout 20 busybox nc -w 5 %s $p </dev/null >/dev/null 2>&1 & pids[$p]=$!; done
                for p in "${!pids[@]}"; do wait ${pids[$p]} && echo $p; done; true""".formatted(PORTS, cluster.anchor()));
        assertThat(open.lines()).containsExactlyInAnyOrder("6443", "7946");
    }

    @Test
    void anotherKey() {
        ask("k1", Cluster.NAME, WRONG_KEY, anchor());
        told("key");
        masterSays("a stranger at " + publicPrefix(), "with another key");
    }

    @Test
    void anotherClusterUnderTheSameKey() {
        ask("c1", "other", KEY, anchor());
        told("belongs to another cluster");
        masterSays("a stranger at " + publicPrefix(), "another label");
    }

    @Test
    void aNameThatIsTaken() {
        ask("m1", Cluster.NAME, KEY, anchor());
        told("the name m1 is taken; choose another --name");
        masterSays("m1 (", "is not admitted: the name m1 is taken");
    }

    @Test
    void anotherAuthority() {
        String foreign = "SHA256:" + "A".repeat(43);
        ask("a1", Cluster.NAME, KEY, anchor(), "--authority " + foreign);
        told("belongs to the authority " + foreign);
        masterSays("a1 (", "is not admitted: it follows the authority " + foreign);
    }

    @Test
    void aClockOf2030() {
        String now = m1.host().ok("date -u +%s");
        stranger.ok("date -u -s '2030-01-01 12:00:00'");
        try {
            ask("t1", Cluster.NAME, KEY, anchor());
            told("clock");
            masterSays("t1 (", "clock", "days ahead");
        } finally {
            stranger.ok("date -u -s @" + now);
        }
    }

    @Test
    void noAnchor() {
        ask("l1", Cluster.NAME, KEY);
        told("give the address of one with --anchor");
    }

    @Test
    void anAnchorWithoutAddress() {
        ask("u1", Cluster.NAME, KEY, "--anchor nowhere.invalid");
        told("nowhere.invalid");
    }

    @Test
    void anAnchorThatDoesNotAnswer() {
        ask("s1", Cluster.NAME, KEY, "--anchor 2001:db8:11::dead");
        told("2001:db8:11::dead");
    }

    /** It starts all the same: an advertisement may come at any time. */
    @Test
    void aHostWithoutAGlobalAddress() {
        elsewhere.advertise(false);
        stranger.ok("ip -6 addr flush dev eth0 scope global");
        try {
            ask("g1", Cluster.NAME, KEY, anchor(), "--iface eth0");
            told(cluster.anchor(), "no way leads there");
            assertThat(said())
                    .contains("the interface eth0 has no global IPv6 address", "see to router advertisements");
            stop(); // else it would join
        } finally {
            elsewhere.advertise(true);
            stranger.awaitAddress();
        }
    }

    private String anchor() {
        return "--anchor " + cluster.anchor();
    }

    private String publicPrefix() {
        return stranger.address().substring(0, "2001:db8:12:".length());
    }

    private void ask(String name, String clusterName, String key, String... options) {
        lines = m1.log().size();
        List<String> all = Stream.concat(Stream.of("--key-file " + key, "--name " + name), Stream.of(options))
                .toList();
        HeptoNode node = new HeptoNode(stranger, new NodeCommand("node", clusterName, name, all));
        asking = node;
        node.start();
    }

    /** By {@code hepto status} on the host that asks. */
    private void told(String... words) {
        says("hepto status", words, () -> {
            HeptoNode node = asking;
            return node == null ? "" : node.status().path("joining").asString("");
        });
    }

    /** On the terminal of the host that asks. */
    private String said() {
        HeptoNode node = asking;
        return node == null ? "" : node.process().output();
    }

    /** In the master's log, since the question. */
    private void masterSays(String... words) {
        says(
                "the master's log",
                words,
                () -> String.join("\n", m1.log().stream().skip(lines).toList()));
    }

    private static void says(String who, String[] words, Supplier<String> text) {
        String[] last = {""};
        try {
            HeptoNode.await("%s to say '%s'".formatted(who, String.join(" … ", words)), TOLD, () -> {
                last[0] = text.get();
                return last[0].lines().anyMatch(line -> Stream.of(words).allMatch(line::contains));
            });
        } catch (AssertionError e) {
            throw new AssertionError("%s; last: %s".formatted(e.getMessage(), last[0]), e);
        }
        System.out.printf(
                "soak: %s: %s%n",
                who,
                last[0].lines()
                        .filter(line -> Stream.of(words).allMatch(line::contains))
                        .findFirst()
                        .orElse(""));
    }
}
