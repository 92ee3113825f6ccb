package org.hepto.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hepto.lab.LabLibC.SOCK_STREAM;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent on this machine, at one end of a socket. */
class AgentTest {
    @TempDir
    Path folder;

    private final UnixSocket.Pair line = UnixSocket.pair(SOCK_STREAM);
    private final InputStream in = new BufferedInputStream(line.here().input());

    @BeforeEach
    void start() throws IOException {
        Thread.ofPlatform().daemon().start(() -> {
            try (UnixSocket there = line.there()) {
                new Agent(new BufferedInputStream(there.input()), there.output()).serve();
            } catch (EOFException e) {
                // the test is over
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(Frame.readFrom(in).kind()).isEqualTo(Frame.Kind.HELLO);
    }

    @AfterEach
    void stop() {
        line.here().shutdown();
    }

    @Test
    void tellsOutputAndExitCode() throws IOException {
        run(1, "echo out; echo err >&2; exit 7");
        assertThat(outputUntilExit(7)).isEqualTo("out\nerr\n");
    }

    @Test
    void losesNothingOfALongOutput() throws IOException {
        run(1, "seq 100000; exit 0");
        assertThat(outputUntilExit(0)).hasLineCount(100_000).endsWith("99999\n100000\n");
    }

    @Test
    void doesNotWaitForChildrenInTheBackground() throws IOException {
        run(1, "sleep 30 & echo $!");
        String child = outputUntilExit(0).strip();
        LocalCommand.run("kill", child);
    }

    @Test
    void killsACommandWithItsChildren() throws IOException {
        run(1, "sleep 300 & echo $!; wait; true");
        String child = Frame.readFrom(in).text().strip();
        Frame.text(Frame.Kind.KILL, 1, "").writeTo(line.here().output());
        assertThat(Frame.readFrom(in).kind()).isEqualTo(Frame.Kind.ACCEPTED);
        assertThat(outputUntilExit(128 + 9)).isEmpty();
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(ProcessHandle.of(Long.parseLong(child))).isEmpty());
    }

    @Test
    void refusesGarbage() {
        byte[] garbage = "xyzabcabcabc".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Frame.readFrom(new ByteArrayInputStream(garbage)))
                .hasMessageContaining("not a frame");
    }

    private void run(int number, String script) throws IOException {
        Path file = Files.writeString(folder.resolve("script-" + number), script);
        Frame.text(Frame.Kind.RUN, number, file.toString()).writeTo(line.here().output());
        assertThat(Frame.readFrom(in).kind()).isEqualTo(Frame.Kind.ACCEPTED);
    }

    private String outputUntilExit(int code) throws IOException {
        StringBuilder output = new StringBuilder();
        Frame frame = Frame.readFrom(in);
        while (frame.kind() == Frame.Kind.OUTPUT) {
            output.append(frame.text());
            frame = Frame.readFrom(in);
        }
        assertThat(frame.kind()).isEqualTo(Frame.Kind.EXIT);
        assertThat(frame.exitCode()).isEqualTo(code);
        return output.toString();
    }
}
