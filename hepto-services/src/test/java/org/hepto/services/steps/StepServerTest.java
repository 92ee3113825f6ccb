package org.hepto.services.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.hepto.daeman.FatalUnitException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client and a server over two pipes. */
@Timeout(60)
class StepServerTest {
    private final List<String> others = new ArrayList<>();
    private final Pipe toServer;
    private final Pipe toClient;
    private final OutputStream requests;

    StepServerTest() throws IOException {
        toServer = Pipe.open();
        toClient = Pipe.open();
        requests = Channels.newOutputStream(toServer.sink());
    }

    private StepClient serve(Steps steps) throws IOException {
        PrintStream out = new PrintStream(Channels.newOutputStream(toClient.sink()), true, StandardCharsets.UTF_8);
        StepServer server = new StepServer(steps, out);
        Thread.ofPlatform()
                .daemon()
                .start(() -> unchecked(() -> server.serve(Channels.newInputStream(toServer.source()))));
        StepClient client = new StepClient(requests, Duration.ofMinutes(1));
        Thread.ofPlatform()
                .daemon()
                .start(() -> unchecked(() -> client.read(Channels.newInputStream(toClient.source()), others::add)));
        return client;
    }

    private interface Io {
        void run() throws IOException;
    }

    private static void unchecked(Io io) {
        try {
            io.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        requests.close();
    }

    @Test
    void stepsRunAtTheSameTime() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        StepClient client = serve((step, missing) -> {
            both.countDown();
            both.await();
            return new StepResult.Done(step.getClass().getSimpleName());
        });
        CompletableFuture<StepResult> other = CompletableFuture.supplyAsync(() -> {
            try {
                return client.run(new Step.AwaitEtcd());
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(client.run(new Step.AwaitNodeReady())).isEqualTo(new StepResult.Done("AwaitNodeReady"));
        assertThat(other.join()).isEqualTo(new StepResult.Done("AwaitEtcd"));
    }

    @Test
    void failuresKeepTheirKind() throws Exception {
        StepClient client = serve((step, missing) -> {
            switch (step) {
                case Step.AwaitEtcd _ -> throw new IOException("no space left");
                case Step.AwaitNodeReady _ -> throw new FatalUnitException("set the clock");
                case Step.ApplyBootstrap _ -> throw new NoClassDefFoundError("org/example/Missing");
                default -> throw new IllegalStateException("odd");
            }
        });
        assertThatThrownBy(() -> client.run(new Step.AwaitEtcd()))
                .isInstanceOf(IOException.class)
                .hasMessage("no space left");
        assertThatThrownBy(() -> client.run(new Step.AwaitNodeReady()))
                .isInstanceOf(FatalUnitException.class)
                .hasMessage("set the clock");
        assertThatThrownBy(() -> client.run(new Step.ApplyBootstrap()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("org/example/Missing");
        assertThatThrownBy(() -> client.run(new Step.RequestCertificate()))
                .isInstanceOf(IOException.class)
                .hasMessage("odd");
    }

    @Test
    void aStepThatIsGivenUpIsInterruptedInTheServer() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        StepClient client = serve((step, missing) -> waitForever(missing, interrupted));
        CompletableFuture<Void> waits = new CompletableFuture<>();
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                client.run(new Step.AwaitEtcd(), line -> waits.complete(null));
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waits.join();
        asking.interrupt();
        assertThat(interrupted.join()).isTrue();
    }

    @Test
    void whatRunsIsGivenUpWhenTheRequestsEnd() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        StepClient client = serve((step, missing) -> waitForever(missing, interrupted));
        Thread.ofVirtual().start(() -> {
            try {
                client.run(new Step.AwaitEtcd(), line -> unchecked(requests::close));
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(interrupted.join()).isTrue();
    }

    private static StepResult waitForever(Consumer<String> missing, CompletableFuture<Boolean> interrupted) {
        missing.accept("what never comes");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            interrupted.complete(true);
        }
        return StepResult.Done.SILENT;
    }

    @Test
    void aStepThatTakesTooLongFails() {
        StepClient client = new StepClient(requests, Duration.ofMillis(10));
        assertThatThrownBy(() -> client.run(new Step.AwaitEtcd()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the helper did not answer within");
    }
}
