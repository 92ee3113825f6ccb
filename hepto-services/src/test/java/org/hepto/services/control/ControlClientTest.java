package org.hepto.services.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hepto.daeman.Time;
import org.hepto.daeman.UnitState;
import org.hepto.daeman.UnitTransition;
import org.hepto.services.node.NodePaths;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command line gets from a daemon that is well, from one that isn't, and from one of another version. */
@Timeout(60)
class ControlClientTest {
    private static final Duration LONG = Duration.ofSeconds(40);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private final AtomicBoolean ready = new AtomicBoolean();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final Queue<SocketChannel> clients = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() throws IOException {
        for (SocketChannel client : clients) {
            client.close();
        }
    }

    private NodePaths paths() {
        return new NodePaths(data);
    }

    private ControlClient client() {
        return new ControlClient(paths(), LONG);
    }

    private NodeStatus status() {
        asked.countDown();
        NodeStatus s = Samples.status();
        return new NodeStatus(
                s.node(),
                s.build(),
                2,
                ready.get(),
                Optional.empty(),
                s.units(),
                s.memory(),
                s.certificates(),
                s.mesh(),
                s.map(),
                s.joining());
    }

    private ControlServer serve() throws IOException {
        ControlServer server = new ControlServer(paths().socket(), this::status, NodeOperations.NONE, Time.system());
        server.start();
        return server;
    }

    private static UnitTransition transition(UnitState from, UnitState to) {
        return new UnitTransition("etcd", from, to, Samples.SINCE, Duration.ofMillis(5), Optional.empty());
    }

    private static <T> CompletableFuture<T> later(Callable<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(call.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    @Test
    void statusIsWhatTheDaemonSays() throws IOException {
        try (ControlServer server = serve()) {
            assertThat(server).isNotNull();
            assertThat(client().status()).isEqualTo(status());
        }
    }

    @Test
    void nodeThatDoesNotRunIsSaidSoInOneLine() {
        assertThatThrownBy(() -> client().status())
                .isInstanceOfSatisfying(
                        NodeUnavailableException.class,
                        e -> assertThat(e.isStopped()).isTrue())
                .hasMessageStartingWith("the node in %s does not run (".formatted(data))
                .hasMessageEndingWith("); start it, or see %s/log/hepto.log for why it ended".formatted(data))
                .hasMessageNotContaining("\n");
    }

    @Test
    void watcherHearsTheStatusAndEachChange() throws Exception {
        BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
        CompletableFuture<Boolean> ended;
        try (ControlServer server = serve()) {
            ended = later(() -> {
                client().watch(events::add);
                return true;
            });
            assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo(status());
            UnitTransition failed = transition(UnitState.READY, UnitState.FAILED);
            server.changed(failed);
            assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo(UnitChange.of(failed));
        }
        assertThat(ended.get(30, TimeUnit.SECONDS))
                .as("the daemon ends the stream")
                .isTrue();
    }

    @Test
    void waitEndsWhenTheNodeIsReady() throws Exception {
        try (ControlServer server = serve()) {
            CompletableFuture<NodeStatus> waited = later(() -> client().awaitReady(LONG));
            asked.await();
            server.changed(transition(UnitState.STARTING, UnitState.READY)); // and others are not
            ready.set(true);
            server.changed(transition(UnitState.STARTING, UnitState.READY));
            assertThat(waited.get(30, TimeUnit.SECONDS).ready()).isTrue();
        }
    }

    @Test
    void waitBeginsBeforeTheDaemonIsUp() throws Exception {
        ready.set(true);
        CompletableFuture<NodeStatus> waited = later(() -> client().awaitReady(LONG));
        try (ControlServer server = serve()) {
            assertThat(server).isNotNull();
            assertThat(waited.get(30, TimeUnit.SECONDS).ready()).isTrue();
        }
    }

    @Test
    void waitGoesOnWhenTheDaemonIsStartedAgain() throws Exception {
        ControlServer first = serve();
        CompletableFuture<NodeStatus> waited = later(() -> client().awaitReady(LONG));
        first.close();
        ready.set(true);
        try (ControlServer second = serve()) {
            assertThat(second).isNotNull();
            assertThat(waited.get(30, TimeUnit.SECONDS).ready()).isTrue();
        }
    }

    @Test
    void waitForANodeThatIsNotReadyInTimeTellsHowItStands() throws Exception {
        try (ControlServer server = serve()) {
            assertThat(server).isNotNull();
            assertThat(client().awaitReady(Duration.ofMillis(300))).isEqualTo(status());
        }
    }

    @Test
    void waitForANodeThatDoesNotRunEnds() {
        assertThatThrownBy(() -> client().awaitReady(Duration.ofMillis(300)))
                .isInstanceOf(NodeUnavailableException.class)
                .hasMessageContaining("does not run");
    }

    /** A daemon that answers each client with these bytes and, unless it is to hang, ends. */
    private ServerSocketChannel daemon(String answer, boolean hangs) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(paths().socket()));
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    SocketChannel client = server.accept();
                    client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
                    clients.add(client);
                    if (!hangs) {
                        client.close();
                    }
                }
            } catch (IOException e) {
                // the test is over
            }
        });
        return server;
    }

    @Test
    void daemonOfAnotherVersionIsNamedWithWhatToRun() throws IOException {
        try (ServerSocketChannel daemon = daemon(
                "{\"reply\":\"hello\",\"protocol\":2,\"version\":\"1.3\",\"build\":\"abc\",\"more\":[]}\n", false)) {
            assertThat(daemon.isOpen()).isTrue();
            assertThatThrownBy(() -> client().status())
                    .isInstanceOf(ProtocolMismatchException.class)
                    .hasMessageStartingWith(
                            "the running node speaks protocol 2 (hepto 1.3, build abc), this hepto.jar 1 (hepto ")
                    .hasMessageEndingWith(")")
                    .extracting(e -> ((ProtocolMismatchException) e).jar())
                    .isEqualTo(data.resolve("versions/current/hepto.jar"));
        }
    }

    @Test
    void daemonThatSpeaksNoJsonIsOfAnotherVersionToo() throws IOException {
        try (ServerSocketChannel daemon = daemon("unknown request\n", false)) {
            assertThat(daemon.isOpen()).isTrue();
            assertThatThrownBy(() -> client().status())
                    .isInstanceOf(ProtocolMismatchException.class)
                    .hasMessageStartingWith("the running node speaks another protocol, this hepto.jar 1 (");
        }
    }

    @Test
    void replyThatCannotBeReadIsOfAnotherVersionToo() throws IOException {
        try (ServerSocketChannel daemon = daemon(
                "{\"reply\":\"hello\",\"protocol\":1,\"version\":\"1\",\"build\":\"a\"}\n{\"reply\":\"news\"}\n",
                false)) {
            assertThat(daemon.isOpen()).isTrue();
            assertThatThrownBy(() -> client().status()).isInstanceOf(ProtocolMismatchException.class);
        }
    }

    @Test
    void daemonThatDiesInALineIsGone() throws IOException {
        try (ServerSocketChannel daemon = daemon("{\"reply\":\"hel", false)) {
            assertThat(daemon.isOpen()).isTrue();
            assertThatThrownBy(() -> client().status())
                    .isInstanceOf(NodeUnavailableException.class)
                    // half a line, or a reset where the question came too late to be read
                    .hasMessageContaining("ended while it was asked (");
        }
    }

    @Test
    void daemonThatHangsIsNamedWithWhatToDo() throws IOException {
        try (ServerSocketChannel daemon = daemon("", true)) {
            assertThat(daemon.isOpen()).isTrue();
            assertThatThrownBy(() -> new ControlClient(paths(), Duration.ofMillis(100)).status())
                    .isInstanceOfSatisfying(
                            NodeUnavailableException.class,
                            e -> assertThat(e.isStopped()).isFalse())
                    .hasMessageStartingWith("timed out after 0 s waiting for the daemon of the node in " + data)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void daemonThatEndsMeanwhileIsSaidSo() throws IOException {
        try (ServerSocketChannel daemon =
                daemon("{\"reply\":\"hello\",\"protocol\":1,\"version\":\"1\",\"build\":\"a\"}\n", false)) {
            assertThat(daemon.isOpen()).isTrue();
            assertThatThrownBy(() -> client().status())
                    .isInstanceOf(NodeUnavailableException.class)
                    .hasMessageStartingWith("the daemon of the node in %s ended while it was asked".formatted(data));
        }
    }

    @Test
    void refusalIsPassedOnInItsWords() throws IOException {
        try (ServerSocketChannel daemon = daemon(
                "{\"reply\":\"hello\",\"protocol\":1,\"version\":\"1\",\"build\":\"a\"}\n{\"reply\":\"failure\",\"error\":\"busy\",\"message\":\"too many\"}\n",
                false)) {
            assertThat(daemon.isOpen()).isTrue();
            assertThatThrownBy(() -> client().status())
                    .isInstanceOf(IOException.class)
                    .hasMessage("the node in %s refused: too many".formatted(data));
        }
    }
}
