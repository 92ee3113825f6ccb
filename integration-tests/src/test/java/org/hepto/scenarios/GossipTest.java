package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hepto gossip} as its user runs it, as processes on loopback, beside processes of the real memberlist. */
class GossipTest {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private final List<Peer> peers = new ArrayList<>();

    @AfterEach
    void end() {
        peers.reversed().forEach(Peer::close);
    }

    private Peer hepto(String name, String... options) {
        peers.add(Peer.hepto(name, onLoopback(options)));
        return peers.getLast();
    }

    private static String[] onLoopback(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        Map.of("--bind", "[::1]:0", "--timing", "local").forEach((option, value) -> {
            if (!all.contains(option)) {
                all.addAll(List.of(option, value));
            }
        });
        return all.toArray(String[]::new);
    }

    private Peer go(String name, String... options) {
        peers.add(Peer.go(name, options));
        return peers.getLast();
    }

    /** A whole line. The incarnation rises when a busy machine answers late and the node has to object. */
    private static String line(String event, Peer node, String meta) {
        return Pattern.quote("{\"event\":\"%s\",\"node\":\"%s\",\"address\":\"%s\",\"meta\":\"%s\",\"incarnation\":"
                        .formatted(event, node.name(), node.address(), meta))
                + "[1-9][0-9]*}";
    }

    private static List<String> about(Peer node, Peer watching) {
        return watching.lines().stream()
                .filter(line -> line.contains("\"node\":\"" + node.name() + "\""))
                .toList();
    }

    @Test
    @Tag("go-peer")
    void joinsInBothDirectionsWithAllThatTheLinesPromise() {
        Peer go = go("go", "-key", KEY, "-label", "lab", "-meta", "of go");
        Peer hepto = hepto("hepto", "--key", KEY, "--label", "lab", "--meta", "of \"hepto\"", "--join", go.address());
        assertThat(go.await("join", hepto)).contains("\"meta\":\"of \\\"hepto\\\"\"", hepto.address());
        assertThat(hepto.await("join", go)).matches(line("join", go, "of go"));

        Peer late = go("late", "-key", KEY, "-label", "lab");
        late.tell("join " + hepto.address());
        late.await("join", hepto);
        late.await("join", go);
        assertThat(hepto.await("join", late)).matches(line("join", late, ""));

        go.tell("meta changed");
        assertThat(hepto.awaitLine("update", "changed")).matches(line("update", go, "changed"));
        assertThat(hepto.lines().getFirst()).matches(line("join", hepto, "of \\\"hepto\\\""));
        assertThat(hepto.errors()).singleElement().asString().contains("warning", "--key-file");
    }

    @Test
    @Tag("go-peer")
    void killedProcessesAreSuspectedAndGivenUpByBothSides() {
        Peer go = go("go");
        Peer dyingGo = go("dying-go");
        Peer hepto = hepto("hepto", "--join", go.address());
        Peer dyingHepto = hepto("dying-hepto", "--join", go.address());
        dyingGo.tell("join " + go.address());
        for (Peer watching : List.of(go, hepto)) {
            watching.await("join", dyingGo);
            watching.await("join", dyingHepto);
        }

        dyingGo.kill();
        hepto.await("failed", dyingGo);
        go.await("leave", dyingGo);
        dyingHepto.kill();
        hepto.await("failed", dyingHepto);
        go.await("leave", dyingHepto);

        for (Peer dead : List.of(dyingGo, dyingHepto)) {
            List<String> seen = about(dead, hepto);
            assertThat(seen.getFirst()).matches(line("join", dead, ""));
            assertThat(seen.get(seen.size() - 2)).matches(line("suspect", dead, ""));
            assertThat(seen.getLast()).matches(line("failed", dead, ""));
        }
    }

    @Test
    @Tag("go-peer")
    void terminatedItLeavesAndNobodyMournsIt() {
        Peer go = go("go");
        Peer watching = hepto("watching", "--join", go.address());
        Peer leaving = hepto("leaving", "--join", go.address());
        go.await("join", leaving);
        watching.await("join", leaving);
        leaving.await("join", watching); // else it may hear of it after its own good-bye

        leaving.terminate();
        assertThat(leaving.exitCode()).isZero();
        go.await("leave", leaving);
        assertThat(watching.await("leave", leaving)).matches(line("leave", leaving, ""));
        assertThat(about(leaving, watching)).noneMatch(line -> line.contains("failed"));
        assertThat(go.errors()).noneMatch(line -> line.contains("Marking leaving as failed"));
        assertThat(leaving.lines().getLast()).matches(line("leave", leaving, ""));
        assertThat(leaving.errors()).isEmpty();
    }

    @Test
    @Tag("go-peer")
    void aNodeThatCannotBeReachedIsTriedUntilItIsThere() throws IOException {
        int port = freePort();
        Peer hepto = hepto("hepto", "--join", "[::1]:" + port);
        hepto.awaitError(
                "hepto: no node answered: [::1]:%d: the connection is refused".formatted(port), "trying again");
        Peer go = go("go", "-port", Integer.toString(port));
        hepto.await("join", go);
        go.await("join", hepto);
        hepto.awaitError("hepto: joined");
        assertThat(hepto.errors()).hasSize(2);
    }

    @Test
    void aNameThatIsNotKnownIsAskedForUntilItIs() {
        Peer hepto = hepto("hepto", "--join", "nowhere.invalid:7946");
        hepto.awaitError("'nowhere.invalid' is not known: check the name", "trying again until one does");
        hepto.terminate();
        assertThat(hepto.exitCode()).isZero();
    }

    @Test
    void terminatedWhileItStillTriesItEndsWell() throws IOException {
        Peer hepto = hepto("hepto", "--join", "[::1]:" + freePort());
        hepto.awaitError("trying again");
        hepto.terminate();
        assertThat(hepto.exitCode()).isZero();
        assertThat(hepto.errors()).hasSize(1);
    }

    @Test
    void endsWhenNobodyReadsIt() {
        Peer hepto = Peer.heptoReadByHead("hepto", onLoopback());
        peers.add(hepto);
        hepto("other", "--join", hepto.address());
        assertThat(hepto.exitCode()).as("of head, whose pipe is whole").isZero();
        assertThat(hepto.lines()).hasSize(1);
    }

    @Test
    void aBrokenPipeIsAFailure() throws IOException, InterruptedException {
        Process unread = new ProcessBuilder(
                        HeptoNode.java(),
                        "-jar",
                        HeptoNode.jar().toString(),
                        "gossip",
                        "--name",
                        "unread",
                        "--bind",
                        "[::1]:0",
                        "--timing",
                        "local")
                .start();
        try {
            BufferedReader lines = unread.inputReader();
            Matcher address = Pattern.compile("\"address\":\"([^\"]+)\"").matcher(lines.readLine());
            assertThat(address.find()).isTrue();
            lines.close();
            hepto("other", "--join", address.group(1));
            assertThat(unread.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(unread.exitValue()).isEqualTo(1);
        } finally {
            unread.destroyForcibly();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--key abcd, 2 bytes; 16",
        "--key xyz, not hex; openssl",
        "--key-file /nowhere/key, /nowhere/key",
        "--join [::1]:99999, no port between 1 and 65535",
        "--bind [2001:db8::1]:7946, cannot listen on [2001:db8::1]:7946; choose another address",
        "--bind [::]:0, give an advertise address",
        "--bind nowhere.invalid:1, 'nowhere.invalid' is not known",
        "--timing slow, 'slow' is unknown; lan; wan; local",
        "--shout, unknown option '--shout'; --help",
    })
    void badInputIsOneLine(String options, String words) {
        refuses(hepto("n", options.split(" ", -1)), words.split("; ", -1));
    }

    @Test
    void tooLongMetaLabelsAndNamesAreOneLine() {
        refuses(hepto("n", "--meta", "m".repeat(513)), "513 bytes", "512", "shorten");
        refuses(hepto("n", "--label", "l".repeat(256)), "256 bytes", "255", "shorten");
        refuses(hepto("n".repeat(513)), "name", "512");
    }

    @Test
    void aPortInUseIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            String address = "[::1]:" + taken.getLocalPort();
            refuses(hepto("n", "--bind", address), "cannot listen on " + address, "in use", "stop what uses the port");
        }
    }

    @Test
    void twoNodesOfOneNameAreOneLine() {
        Peer first = hepto("twin");
        Peer second = hepto("twin", "--join", first.address());
        assertThat(second.exitCode()).isEqualTo(2);
        assertThat(second.errors())
                .singleElement()
                .asString()
                .contains("hepto: the node at " + first.address() + " is called 'twin' too", "choose another name");
        first.awaitError("two nodes are called 'twin'");
        assertThat(first.lines()).hasSize(1);
    }

    private static void refuses(Peer hepto, String... words) {
        assertThat(hepto.exitCode()).isEqualTo(2);
        assertThat(hepto.lines()).isEmpty();
        assertThat(hepto.errors())
                .singleElement()
                .asString()
                .startsWith("hepto: ")
                .contains(words);
    }

    /** One that no outgoing connection is given, so that nobody takes it meanwhile, and none is connected to itself. */
    private static int freePort() throws IOException {
        for (int port = 20_000 + (int) (ProcessHandle.current().pid() % 5000); ; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.ofLiteral("::1"))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (port > 30_000) {
                    throw e;
                }
            }
        }
    }
}
