package org.hepto.daeman;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Graphs of units with random dependencies and no cycle. */
final class RandomGraphs {
    private RandomGraphs() {}

    /** Some units, given in random order: a fifth of all possible edges strong, half of them followed
     * too, a tenth weak and a tenth only followed. */
    static List<TestUnit> units(Random random, List<String> journal) {
        List<TestUnit> units = new ArrayList<>();
        int count = 1 + random.nextInt(12);
        for (int i = 0; i < count; i++) {
            TestUnit unit = new TestUnit("u" + i, journal);
            for (TestUnit other : units) {
                int dice = random.nextInt(10);
                if (dice < 2) {
                    unit.needs(other);
                } else if (dice == 2) {
                    unit.after(other);
                } else if (dice == 3) {
                    unit.follows(other);
                }
                if (dice == 0) {
                    unit.follows(other);
                }
            }
            units.add(unit);
        }
        Collections.shuffle(units, random);
        return units;
    }
}
