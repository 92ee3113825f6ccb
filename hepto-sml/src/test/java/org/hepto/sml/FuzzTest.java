package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Mutations of real traffic: whatever comes in, nothing but a refusal comes out, the memory for one input stays within
 * the limits, and none of it is kept. {@code -Dsml.fuzz.seconds=600} runs each kind of input longer; the seed of a run is
 * printed with a failure.
 */
class FuzzTest {

    private static final long SECONDS = Long.getLong("sml.fuzz.seconds", 1);
    private static final long SEED = Long.getLong("sml.fuzz.seed", 42);
    private static final List<String> FILES = List.of("plain", "compressed", "sealed");
    private static final long PACKET_ALLOCATION = 4L << 20;
    private static final long STREAM_ALLOCATION = 16L << 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Counters counters = new Counters();

    /** One kind of input with what reads it. */
    private interface Target {
        void read(byte[] input) throws WireException;
    }

    private void fuzz(List<byte[]> seeds, long allocation, Target target) {
        var random = new SplittableRandom(SEED);
        var memory = new FlatMemory(SECONDS);
        long inputs = 0;
        long refused = 0;
        while (memory.goesOn()) {
            byte[] input = Mutation.of(seeds, random);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                target.read(input);
            } catch (WireException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + SEED + " input " + Vectors.hex(input), e);
            }
            long used = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(used).as("allocation for %s", Vectors.hex(input)).isLessThan(allocation);
            inputs++;
        }
        System.out.printf("fuzz: %d inputs in %d s, %d refused, %s%n", inputs, SECONDS, refused, memory);
        assertThat(inputs).isPositive();
        memory.assertFlat();
    }

    @Test
    void packets() {
        for (String file : FILES) {
            var swim = new Recorder().swim(counters);
            List<byte[]> seeds = Golden.load(file).stream()
                    .filter(golden -> golden.kind().equals("packet"))
                    .map(Golden::bytes)
                    .toList();
            var decoder = new PacketDecoder(Golden.wire(file), counters);
            var clock = new long[] {0};
            fuzz(seeds, PACKET_ALLOCATION, input -> {
                clock[0] += 100;
                decoder.decode(input, input.length)
                        .forEach(message -> swim.received(message, Simulation.address(9), clock[0]));
                swim.tick(clock[0]);
            });
            assertThat(swim.members().size()).isLessThanOrEqualTo(Recorder.MAX_MEMBERS);
        }
    }

    @Test
    void streams() {
        for (String file : FILES) {
            var swim = new Recorder().swim(counters);
            List<byte[]> seeds = new ArrayList<>();
            Golden.load(file).stream()
                    .filter(golden -> !golden.kind().equals("packet"))
                    .forEach(golden -> seeds.add(golden.bytes()));
            Wire wire = Golden.wire(file);
            var limits = new StreamLimits(1 << 20, 2 << 20, 1000);
            fuzz(seeds, STREAM_ALLOCATION, input -> {
                var decoder = new StreamDecoder(wire, false, limits);
                int half = input.length / 2;
                Message message = StreamCodecTest.decode(decoder, input, 0, half);
                if (message == null) {
                    message = StreamCodecTest.decode(decoder, input, half, input.length);
                }
                if (message instanceof Message.PushPull state) {
                    swim.merge(state.nodes(), 0);
                }
            });
        }
    }

    @Test
    void recordsOfTheMap() {
        var identity = Identity.generate();
        List<byte[]> seeds = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            SignedRecord entry = SignedRecord.sign(
                    "c", identity, new SignedRecord.Id("n" + i, ""), i, i, Map.of("key", Bytes.utf8("value")));
            MapDigest digest = new MapDigest(Map.of(MapDigest.group(entry.id()), entry.hash()));
            seeds.add(
                    MapCodec.state(digest, i % 2 == 0, i, List.of(entry, entry)).toArray());
        }
        fuzz(seeds, PACKET_ALLOCATION, input -> {
            Bytes data = Bytes.of(input);
            if (MapCodec.recognizes(data)) {
                MapCodec.records(data);
            }
        });
    }
}
