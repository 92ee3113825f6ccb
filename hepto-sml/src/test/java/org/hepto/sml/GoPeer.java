package org.hepto.sml;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** A process of the real memberlist 0.6.0: {@code go-peer/main.go}, built once into {@code target/}. */
final class GoPeer implements AutoCloseable {

    private static final Path BINARY = Path.of("target", "go-peer").toAbsolutePath();
    private static final Pattern ADDRESS = Pattern.compile("\"address\":\"([^\"]+)\"");

    private static boolean built;

    final Events<String> lines = new Events<>();
    private final Process process;
    private final BufferedWriter input;
    private final String address;

    private GoPeer(List<String> arguments) throws IOException {
        process = new ProcessBuilder(arguments)
                .redirectError(BINARY.resolveSibling("go-peer.log").toFile())
                .start();
        input = new BufferedWriter(process.outputWriter(StandardCharsets.UTF_8));
        Thread.ofVirtual().start(this::read);
        Matcher matcher = ADDRESS.matcher(lines.await("ready go peer", line -> line.contains("\"ready\"")));
        if (!matcher.find()) {
            throw new AssertionError("go peer without address");
        }
        address = matcher.group(1);
    }

    static GoPeer start(String name, String... flags) {
        try {
            build();
            var arguments = new ArrayList<>(List.of(BINARY.toString(), "-name", name));
            arguments.addAll(List.of(flags));
            return new GoPeer(arguments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized void build() throws IOException {
        if (built) {
            return;
        }
        Process build;
        try {
            build = new ProcessBuilder("go", "build", "-o", BINARY.toString(), ".")
                    .directory(Path.of("go-peer").toFile())
                    .inheritIO()
                    .start();
        } catch (IOException e) {
            Assumptions.abort("no go tool chain: tests against memberlist are left out");
            return;
        }
        try {
            built = true;
            if (!build.waitFor(5, TimeUnit.MINUTES) || build.exitValue() != 0) {
                throw new AssertionError("go build failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void read() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("ended: " + e);
        }
    }

    String address() {
        return address;
    }

    /** Gives a command and waits until it is done. */
    GoPeer command(String line) {
        int before = done(line);
        tell(line);
        Events.until("end of " + line, () -> done(line) > before);
        return this;
    }

    private int done(String line) {
        String verb = "\"verb\":\"" + line.split(" ", 2)[0] + "\"";
        return (int) lines.all().stream().filter(seen -> seen.contains(verb)).count();
    }

    List<String> lines() {
        return lines.all();
    }

    void tell(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String await(String event, String node) {
        return lines.await(
                "go event " + event + " of " + node,
                line -> line.contains("\"event\":\"" + event + "\"") && line.contains("\"node\":\"" + node + "\""));
    }

    String awaitData(String event, String data) {
        return lines.await(
                "go event " + event + " with " + data,
                line -> line.contains("\"event\":\"" + event + "\"") && line.contains("\"data\":\"" + data + "\""));
    }

    /** Stops the process (SIGSTOP) or lets it go on (SIGCONT). */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        kill();
    }
}
