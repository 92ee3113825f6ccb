package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // what the server was asked matters to one test
class LivenessTest {
    @SuppressWarnings("NullAway.Init")
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.ofLiteral("::1"));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    /** What the server was asked. */
    private CompletableFuture<String> answer(String text) {
        return CompletableFuture.supplyAsync(() -> {
            try (Socket client = server.accept()) {
                byte[] asked = new byte[256];
                int length = client.getInputStream().read(asked);
                client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                return new String(asked, 0, length, StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void aServerOfHttpHasToSayThatItIsWell() throws Exception {
        CompletableFuture<String> asked = answer("HTTP/1.0 200 OK\r\n\r\nok");
        assertThat(Liveness.http(server.getLocalPort(), "/healthz").holds()).isTrue();
        assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo("GET /healthz HTTP/1.0\r\n\r\n");

        answer("HTTP/1.0 503 Service Unavailable\r\n\r\n");
        assertThatThrownBy(
                        () -> Liveness.http(server.getLocalPort(), "/healthz").holds())
                .hasMessage("it answers 'HTTP/1.0 503'");
    }

    @Test
    void aServerOfTlsMaySayAnythingOrHangUp() throws Exception {
        answer("HTTP/1.0 400 Bad Request\r\n\r\n");
        assertThat(Liveness.tls(server.getLocalPort()).holds()).isTrue();
        answer("");
        assertThat(Liveness.tls(server.getLocalPort()).holds()).isTrue();
    }

    @Test
    void aServerThatHangsIsWaitedForUntilTheThreadIsInterrupted() throws Exception {
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        Thread probe = Thread.ofVirtual().start(() -> {
            try {
                Liveness.tls(server.getLocalPort()).holds();
                failure.complete(new AssertionError("it answered"));
            } catch (IOException e) {
                failure.complete(e);
            }
        });
        server.accept(); // and says nothing
        probe.interrupt();
        assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void whereNothingListensNothingLives() throws IOException {
        int port = server.getLocalPort();
        server.close();
        assertThatThrownBy(() -> Liveness.tls(port).holds()).isInstanceOf(IOException.class);
    }
}
