package org.hepto.services.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.hepto.daeman.Time;
import org.hepto.services.node.NodePaths;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets for what it sends, and what one that misbehaves costs. */
@Timeout(60)
class ControlServerTest {
    private static final String STATUS = "{\"protocol\":1,\"request\":\"status\"}\n";
    private static final Duration LONG = Duration.ofSeconds(40);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    @SuppressWarnings("NullAway.Init")
    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(paths().socket(), "left by a daemon that was killed");
        server = serve(LONG);
    }

    private ControlServer serve(Duration patience) throws IOException {
        ControlServer fresh =
                new ControlServer(paths().socket(), Samples::status, NodeOperations.NONE, Time.system(), patience);
        fresh.start();
        return fresh;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private NodePaths paths() {
        return new NodePaths(data);
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(paths().socket()));
    }

    private static void send(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** All that comes until the server closes, which is a reset if it has not read everything. */
    private static List<ControlReply> replies(SocketChannel channel) throws IOException {
        List<ControlReply> replies = new ArrayList<>();
        BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                replies.add(ReplyCodec.decode(line.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (SocketException e) {
            assertThat(replies).as("lines before %s", e).isNotEmpty();
        }
        return replies;
    }

    private List<ControlReply> ask(String text) throws IOException {
        try (SocketChannel channel = connect()) {
            try {
                send(channel, text);
            } catch (IOException e) {
                // turned away already, which can be read
            }
            return replies(channel);
        }
    }

    @Test
    void statusComesAfterTheGreeting() throws IOException {
        assertThat(ask(STATUS))
                .hasSize(2)
                .satisfiesExactly(
                        hello -> assertThat(hello).isInstanceOf(ControlReply.Hello.class),
                        status -> assertThat(status).isEqualTo(new ControlReply.Status(Samples.status())));
    }

    @Test
    void socketIsForItsOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(paths().socket())))
                .isEqualTo("rw-------");
    }

    @Test
    void socketGoesWithTheServer() throws IOException {
        server.close();
        assertThat(paths().socket()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "status;MALFORMED",
                "{\"protocol\":1,\"request\":\"stop\"};UNKNOWN",
                "{\"protocol\":2,\"request\":\"status\"};PROTOCOL",
            })
    void otherRequestsAreRefused(String line, ErrorCode code) throws IOException {
        assertThat(ask(line + "\n"))
                .last()
                .isInstanceOfSatisfying(
                        ControlReply.Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }

    @Test
    void requestIsBoundedBeforeItIsParsed() throws IOException {
        // without an end: a server that waited for it would read for ever
        assertThat(ask("x".repeat(ControlProtocol.MAX_REQUEST + 1)))
                .last()
                .isEqualTo(new ControlReply.Failure(ErrorCode.MALFORMED, "a line of more than 4096 bytes"));
    }

    @Test
    void halfALineIsRefusedWhenItEnds() throws IOException {
        try (SocketChannel channel = connect()) {
            send(channel, "{\"protocol\":1");
            channel.shutdownOutput();
            assertThat(replies(channel)).last().isEqualTo(new ControlReply.Failure(ErrorCode.MALFORMED, "half a line"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"protocol\":1"})
    void silentClientIsLeftAfterAWhile(String beginning) throws IOException {
        server.close();
        server = serve(Duration.ofMillis(50));
        try (SocketChannel channel = connect()) {
            send(channel, beginning);
            assertThat(replies(channel)).as("nothing but the greeting").hasSize(1);
        }
    }

    @Test
    void silentClientsDelayNoOther() throws IOException {
        try (SocketChannel silent = connect()) {
            assertThat(silent.isConnected()).isTrue();
            assertThat(ask(STATUS)).hasSize(2);
        }
    }

    @Test
    void clientThatGoesAwayHarmsNoOther() throws IOException {
        connect().close();
        try (SocketChannel channel = connect()) {
            send(channel, STATUS);
        }
        assertThat(ask(STATUS)).hasSize(2);
    }

    @Test
    void clientThatReadsNothingIsLeft() throws Exception {
        server.close();
        AtomicReference<NodeStatus> told = new AtomicReference<>(large());
        server = new ControlServer(
                paths().socket(), told::get, NodeOperations.NONE, Time.system(), Duration.ofMillis(50));
        server.start();
        List<SocketChannel> deaf = new ArrayList<>();
        try {
            for (int i = 0; i < ControlProtocol.MAX_CLIENTS; i++) {
                SocketChannel channel = connect();
                deaf.add(channel);
                send(channel, STATUS);
            }
            told.set(Samples.status());
            // each of them is given up, and then there is room again
            List<ControlReply> answer = ask(STATUS);
            while (!(answer.getLast() instanceof ControlReply.Status)) {
                answer = ask(STATUS);
            }
        } finally {
            for (SocketChannel channel : deaf) {
                channel.close();
            }
        }
    }

    /** More than the buffers of a socket take. */
    private static NodeStatus large() {
        NodeStatus status = Samples.status();
        UnitReport wordy = new UnitReport(
                "wordy",
                "READY",
                Samples.SINCE,
                Duration.ZERO,
                0,
                List.of("x".repeat(900_000)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new NodeStatus(
                status.node(),
                status.build(),
                1,
                true,
                Optional.empty(),
                List.of(wordy),
                status.memory(),
                status.certificates(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    @Test
    void numberOfClientsIsBounded() throws IOException {
        List<SocketChannel> silent = new ArrayList<>();
        try {
            for (int i = 0; i < ControlProtocol.MAX_CLIENTS; i++) {
                silent.add(connect());
            }
            assertThat(ask(STATUS))
                    .last()
                    .isInstanceOfSatisfying(
                            ControlReply.Failure.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BUSY));
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }

    @Test
    void failureToAnswerIsAnAnswer() throws IOException {
        server.close();
        server = new ControlServer(
                paths().socket(),
                () -> {
                    throw new IllegalStateException("of the test");
                },
                NodeOperations.NONE,
                Time.system(),
                LONG);
        server.start();
        assertThat(ask(STATUS)).last().isEqualTo(new ControlReply.Failure(ErrorCode.FAILED, "of the test"));
    }

    @Test
    void socketThatCannotBeMadeIsAnError() throws IOException {
        Path occupied = data.resolve("occupied");
        Files.createDirectories(occupied.resolve("x"));
        assertThatThrownBy(() -> new ControlServer(occupied, Samples::status, NodeOperations.NONE, Time.system()))
                .isInstanceOf(IOException.class);
    }
}
