package org.hepto.services.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ContainerdClientTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private FakeContainerd containerd;

    @SuppressWarnings("NullAway.Init")
    private ContainerdClient client;

    @BeforeEach
    void open() throws IOException {
        containerd = new FakeContainerd(directory.resolve("containerd.sock"));
        client = new ContainerdClient(directory.resolve("containerd.sock"));
    }

    @AfterEach
    void close() {
        client.close();
        containerd.close();
    }

    private CompletableFuture<Void> importing(InputStream archive) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                client.importImages(archive);
                done.complete(null);
            } catch (IOException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private void awaitBytes(int count) throws InterruptedException {
        while (containerd.receivedBytes() < count) {
            Thread.sleep(5);
        }
    }

    @Test
    void versionIsThatOfTheRuntime() throws IOException {
        assertThat(client.criVersion()).isEqualTo("v2.2.0");
    }

    @Test
    void imagesHaveTheirNamesWithTags() throws IOException {
        assertThat(client.imageNames()).containsExactly("example.org/a:1", "example.org/a:latest");
    }

    @Test
    void socketThatNobodyServesIsAnIoException() {
        try (ContainerdClient other = new ContainerdClient(directory.resolve("no.sock"))) {
            assertThatThrownBy(other::criVersion)
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void archiveArrivesWholeAndItsEndIsTold() throws Exception {
        byte[] archive = random(200_000);
        CompletableFuture<Void> done = importing(new ByteArrayInputStream(archive));
        containerd.grow(150_000);
        containerd.grow(100_000);
        assertThat(containerd.archive.get(10, TimeUnit.SECONDS)).isEqualTo(archive);
        done.get(10, TimeUnit.SECONDS);
    }

    @Test
    void nothingIsSentBeyondTheWindow() throws Exception {
        CompletableFuture<Void> done = importing(new ByteArrayInputStream(random(100)));
        containerd.client.get(10, TimeUnit.SECONDS);
        TimeUnit.MILLISECONDS.sleep(200);
        assertThat(containerd.receivedBytes()).isZero();
        containerd.grow(30);
        awaitBytes(30);
        TimeUnit.MILLISECONDS.sleep(200);
        assertThat(containerd.receivedBytes()).isEqualTo(30);
        // exactly the rest: its end is found with the next update
        containerd.grow(70);
        awaitBytes(100);
        assertThat(containerd.archive).isNotDone();
        containerd.grow(1);
        done.get(10, TimeUnit.SECONDS);
    }

    @Test
    void emptyArchiveHasAnEndToo() throws Exception {
        CompletableFuture<Void> done = importing(InputStream.nullInputStream());
        containerd.grow(1);
        done.get(10, TimeUnit.SECONDS);
        assertThat(containerd.archive.join()).isEmpty();
    }

    @Test
    void transferNamesTheStreamAndKeepsTheArchivesNames() throws Exception {
        CompletableFuture<Void> done = importing(InputStream.nullInputStream());
        containerd.grow(1);
        done.get(10, TimeUnit.SECONDS);
        byte[] request = containerd.transfer.join();
        byte[] source = Protobuf.fields(request, 1).getFirst();
        byte[] store = Protobuf.fields(request, 2).getFirst();
        assertThat(FakeContainerd.text(source, 1)).isEqualTo("containerd.types.transfer.ImageImportStream");
        assertThat(FakeContainerd.text(Protobuf.fields(source, 2).getFirst(), 1))
                .startsWith("import-")
                .isEqualTo(containerd.streamId.join());
        assertThat(FakeContainerd.text(store, 1)).isEqualTo("containerd.types.transfer.ImageStore");
        List<byte[]> references = Protobuf.fields(Protobuf.fields(store, 2).getFirst(), 6);
        assertThat(references).hasSize(1);
        assertThat(Protobuf.varint(references.getFirst(), 2)).as("is_prefix").isEqualTo(1);
    }

    @Test
    void refusedStreamIsAnIoException() {
        containerd.refusesStreams = true;
        assertThatThrownBy(() -> client.importImages(InputStream.nullInputStream()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("containerd took no stream: ")
                .hasMessageContaining("stream already exists");
        assertThat(containerd.transfer).isNotDone();
    }

    @Test
    void archiveThatCannotBeReadIsAnIoException() {
        InputStream torn = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("torn");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };
        CompletableFuture<Void> done = importing(torn);
        containerd.grow(10);
        assertThatThrownBy(() -> done.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void runningContainersAreStoppedWithTheirGrace() throws IOException {
        containerd.containers.addAll(List.of("a", "b", "c"));
        client.stopContainers(Duration.ofSeconds(8));
        assertThat(containerd.stopped).isEqualTo(Map.of("a", 8L, "b", 8L, "c", 8L));
        byte[] filter = Protobuf.fields(containerd.lists.getFirst(), 1).getFirst();
        assertThat(Protobuf.varint(Protobuf.fields(filter, 2).getFirst(), 1))
                .as("only those in the state CONTAINER_RUNNING")
                .isEqualTo(1);
    }

    // the node plane goes down next: whoever is not waited for is killed before its grace is over
    @Test
    void oneThatCannotBeStoppedDoesNotCutTheGraceOfOthers() {
        containerd.containers.addAll(List.of("stuck", "a", "b"));
        assertThatThrownBy(() -> client.stopContainers(Duration.ofSeconds(8)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("stuck does not end");
        assertThat(containerd.stopped).containsOnlyKeys("a", "b");
    }

    @Test
    void nothingToStopIsFine() throws IOException {
        client.stopContainers(Duration.ofSeconds(8));
        assertThat(containerd.stopped).isEmpty();
    }
}
