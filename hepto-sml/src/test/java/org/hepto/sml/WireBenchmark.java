package org.hepto.sml;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hepto.sml.Message.Alive;
import org.hepto.sml.Message.Ping;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The cost of a typical packet (a ping and two alive messages), beside the same in Go: {@code go-peer/bench_test.go}. Run
 * {@link #main}: it runs both and prints the ratio of the best of three rounds, which a busy machine disturbs least.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class WireBenchmark {

    private static final Address ADDRESS = new Address(Bytes.hex("fd000000000000000000000000000001"), 7946);
    private static final Pattern GO_RESULT = Pattern.compile("Benchmark(\\w+)\\s+\\d+\\s+([0-9.]+) ns/op");
    private static final byte[] LABEL = {'l', 'a', 'b', 'e', 'l'};

    private final Bytes key = Bytes.wrap(new byte[32]);
    private final Keyring keyring = Keyring.of(key);
    private final Wire wire = new Wire(new Label(""), Keyring.NONE, false, new SecureRandom());
    private final PacketEncoder encoder = new PacketEncoder(wire);
    private final PacketDecoder decoder = new PacketDecoder(wire, new Counters());
    private final Seal seal = new Seal(new SecureRandom());
    private final LzwEncoder lzwEncoder = new LzwEncoder();
    private final LzwDecoder lzwDecoder = new LzwDecoder();
    private final byte[] packet = encode();
    private final byte[] sealed = seal();
    private final byte[] large = repeated(packet, 10);
    private final byte[] compressed = lzwEncoder.encode(large);

    private static byte[] repeated(byte[] bytes, int times) {
        byte[] all = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
        }
        return all;
    }

    /** Messages to a packet. */
    @Benchmark
    public final byte[] encode() {
        var parts = new ArrayList<byte[]>(3);
        parts.add(new Ping(300, "node-1", ADDRESS, "node-0").encode());
        for (int i = 0; i < 2; i++) {
            parts.add(new Alive(i + 1, "node-2", ADDRESS, Bytes.wrap(new byte[64]), Vsn.OURS).encode());
        }
        return encoder.encode(parts, false);
    }

    /** A packet to messages. */
    @Benchmark
    public List<Message> decode() throws WireException {
        return decoder.decode(packet, packet.length);
    }

    /** AES-256-GCM over a packet. */
    @Benchmark
    public final byte[] seal() {
        return seal.seal(key, packet, 0, LABEL);
    }

    /** The inverse. */
    @Benchmark
    public byte[] open() throws WireException {
        return seal.open(keyring, sealed, 0, sealed.length, LABEL);
    }

    /** LZW over ten packets. */
    @Benchmark
    public byte[] compress() {
        return lzwEncoder.encode(large);
    }

    /** The inverse. */
    @Benchmark
    public byte[] decompress() throws WireException {
        return lzwDecoder.decode(compressed, 1 << 20);
    }

    /** Runs Go, Java, and Java with the first compiler alone as in hepto's daemon; a ratio above 1 is slower than Go. */
    public static void main(String[] arguments) throws RunnerException, IOException {
        Map<String, Double> go = go();
        Map<String, Double> both = java("-XX:+UseSerialGC");
        Map<String, Double> first = java("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");
        System.out.printf("%nns per packet | %8s | %8s | ratio | %8s | ratio%n", "Go", "Java", "Java, C1");
        go.forEach((name, ns) -> {
            double fast = both.getOrDefault(name, Double.NaN);
            double slow = first.getOrDefault(name, Double.NaN);
            System.out.printf(
                    "%-13s | %8.0f | %8.0f | %5.2f | %8.0f | %5.2f%n", name, ns, fast, fast / ns, slow, slow / ns);
        });
    }

    private static Map<String, Double> java(String... jvm) throws RunnerException {
        var options = new OptionsBuilder()
                .include(WireBenchmark.class.getSimpleName())
                .jvmArgs(jvm)
                .build();
        var scores = new TreeMap<String, Double>();
        for (RunResult result : new Runner(options).run()) {
            scores.put(
                    result.getPrimaryResult().getLabel(),
                    result.getPrimaryResult().getStatistics().getMin());
        }
        return scores;
    }

    /** {@code go-peer/} beside {@code target/test-classes/}. */
    private static Path goPeer() {
        String classes = WireBenchmark.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        return Path.of(classes).resolve("../../go-peer").normalize();
    }

    private static Map<String, Double> go() throws IOException {
        Process process = new ProcessBuilder("go", "test", "-run", "none", "-bench", ".", "-cpu", "1", "-count", "3")
                .directory(goPeer().toFile())
                .redirectErrorStream(true)
                .start();
        var results = new TreeMap<String, Double>();
        try (var reader = process.inputReader()) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Matcher matcher = GO_RESULT.matcher(line);
                if (matcher.find()) {
                    results.merge(
                            matcher.group(1).toLowerCase(Locale.ROOT), Double.valueOf(matcher.group(2)), Math::min);
                }
            }
        }
        return results;
    }
}
