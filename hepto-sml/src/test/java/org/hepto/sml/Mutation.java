package org.hepto.sml;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Changes real inputs a little: flipped, inserted, removed and repeated bytes, and parts of others. */
final class Mutation {

    /** Bytes that mean something: types, lengths, limits. */
    private static final int[] TELLING = {
        0, 1, 6, 7, 8, 9, 10, 12, 0x7f, 0x80, 0xc0, 0xc6, 0xcf, 0xda, 0xdb, 0xdd, 0xdf, 0xf4, 0xff
    };

    private Mutation() {}

    static byte[] of(List<byte[]> seeds, SplittableRandom random) {
        byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes && input.length > 0; i++) {
            input = change(input, seeds, random);
        }
        return input;
    }

    private static byte[] change(byte[] input, List<byte[]> seeds, SplittableRandom random) {
        int at = random.nextInt(input.length);
        switch (random.nextInt(7)) {
            case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> input[at] = (byte) TELLING[random.nextInt(TELLING.length)];
            case 2 -> input[at] = (byte) random.nextInt(256);
            case 3 -> {
                return Arrays.copyOf(input, at);
            }
            case 4 -> {
                return join(input, at, input, random.nextInt(input.length));
            }
            case 5 -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                return join(input, at, other, random.nextInt(other.length));
            }
            default -> {
                byte[] inserted = new byte[1 + random.nextInt(8)];
                random.nextBytes(inserted);
                return join(join(input, at, inserted, 0), at + inserted.length, input, at);
            }
        }
        return input;
    }

    private static byte[] join(byte[] head, int headEnd, byte[] tail, int tailStart) {
        byte[] joined = Arrays.copyOf(head, headEnd + tail.length - tailStart);
        System.arraycopy(tail, tailStart, joined, headEnd, tail.length - tailStart);
        return joined;
    }
}
