package org.hepto.scenarios;

import java.util.Optional;
import java.util.Random;

/** Chance that can be had again: {@code HEPTO_SEED} chooses it, and each run prints its own. */
final class Seed {
    private Seed() {}

    /** Returns the numbers of a run. */
    static Random random(String what) {
        long seed = Optional.ofNullable(System.getenv("HEPTO_SEED"))
                .map(Long::parseLong)
                .orElseGet(System::nanoTime);
        System.out.printf("soak: %s with HEPTO_SEED=%d%n", what, seed);
        return new Random(seed);
    }
}
