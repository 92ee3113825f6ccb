package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A process on this machine that gossips and writes a line for each change: {@code hepto gossip}, or memberlist itself. */
final class Peer implements AutoCloseable {
    /** Generous: the machine may be loaded. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Path GO_SOURCES =
            HeptoNode.jar().resolve("../../../hepto-sml/go-peer").normalize();
    private static final Path GO_PEER = GO_SOURCES.resolve("../target/go-peer").normalize();
    private static final Pattern ADDRESS = Pattern.compile("\"address\":\"([^\"]+)\"");

    private static boolean built;

    private final String name;
    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<Thread> readers;
    private final BufferedWriter input;

    private Peer(String name, List<String> command) {
        this.name = name;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        input = process.outputWriter(StandardCharsets.UTF_8);
        readers = List.of(
                Thread.ofVirtual().start(() -> read(process.inputReader(StandardCharsets.UTF_8), lines)),
                Thread.ofVirtual().start(() -> read(process.errorReader(StandardCharsets.UTF_8), errors)));
    }

    /** {@code java -jar hepto.jar gossip}; {@link #address} waits until it listens. */
    static Peer hepto(String name, String... options) {
        return new Peer(name, heptoCommand(name, options));
    }

    private static List<String> heptoCommand(String name, String... options) {
        List<String> command = new ArrayList<>(
                List.of(HeptoNode.java(), "-jar", HeptoNode.jar().toString(), "gossip", "--name", name));
        command.addAll(List.of(options));
        return command;
    }

    /** The same with a reader that goes after the first line; both are the process. */
    static Peer heptoReadByHead(String name, String... options) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "\"$@\" | head -n 1", "sh"));
        command.addAll(heptoCommand(name, options));
        return new Peer(name, command);
    }

    /** A node of the real memberlist, which hepto-sml keeps for its tests. */
    static Peer go(String name, String... options) {
        List<String> command = new ArrayList<>(List.of(goPeer().toString(), "-timing", "local", "-name", name));
        command.addAll(List.of(options));
        return new Peer(name, command);
    }

    /** Built once by each JVM, as hepto-sml's tests do: a file that is there may be older than its sources. */
    private static synchronized Path goPeer() {
        if (!built) {
            try {
                Process build = new ProcessBuilder("go", "build", "-o", GO_PEER.toString(), ".")
                        .directory(GO_SOURCES.toFile())
                        .inheritIO()
                        .start();
                assertThat(build.waitFor(5, TimeUnit.MINUTES))
                        .as("go build ends")
                        .isTrue();
                assertThat(build.exitValue()).as("go build").isZero();
                built = true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
        return GO_PEER;
    }

    private static void read(BufferedReader from, List<String> to) {
        try (from) {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                to.add(line);
            }
        } catch (IOException e) {
            to.add("unreadable: " + e);
        }
    }

    String name() {
        return name;
    }

    /** Where it listens, from the first line that it writes. */
    String address() {
        Matcher address = ADDRESS.matcher(awaitLine("\"address\":"));
        assertThat(address.find()).isTrue();
        return address.group(1);
    }

    /** Gives memberlist a command; {@code hepto gossip} takes none. */
    void tell(String command) {
        try {
            input.write(command + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first line about an event of a node. */
    String await(String event, Peer about) {
        return awaitLine("\"event\":\"" + event + "\"", "\"node\":\"" + about.name + "\"");
    }

    /** The first line on standard output that has all the words. */
    String awaitLine(String... words) {
        return await(lines, words);
    }

    /** The first line on standard error that has all the words. */
    String awaitError(String... words) {
        return await(errors, words);
    }

    private String await(List<String> where, String... words) {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(PATIENCE)
                .until(
                        () -> where.stream()
                                .filter(line -> Stream.of(words).allMatch(line::contains))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    /** SIGKILL. Not by {@link Process}, which would close the streams and lose what is in them; nor is SIGTERM. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
    }

    /** SIGTERM. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Waits until it ends by itself and all that it wrote is here; returns its exit code. */
    int exitCode() {
        try {
            assertThat(process.waitFor(PATIENCE))
                    .as("%s ends: %s", name, errors)
                    .isTrue();
            for (Thread reader : readers) {
                reader.join();
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
        exitCode();
    }
}
