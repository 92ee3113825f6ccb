package org.hepto.sml;

import java.util.HashSet;
import java.util.Set;

/**
 * One suspicion of one node: it lasts long while one accuser is alone, and gets shorter with each independent
 * confirmation (Lifeguard). Times in milliseconds. For one thread.
 */
final class Suspicion {

    private final int wanted;
    private final long min;
    private final long max;
    private final long start;
    private final Set<String> accusers = new HashSet<>();
    private int confirmations;
    private Timers.Timer timer = Timers.Timer.NONE;

    Suspicion(String accuser, int wanted, long min, long max, long now) {
        this.wanted = wanted;
        this.min = min;
        this.max = max;
        this.start = now;
        accusers.add(accuser);
    }

    /** Counts another accuser; false if it is not new or enough have confirmed already. */
    boolean confirm(String accuser) {
        if (confirmations >= wanted || !accusers.add(accuser)) {
            return false;
        }
        confirmations++;
        return true;
    }

    /** When the suspected node is given up. */
    long deadline() {
        return start + ClusterMath.suspicionTimeout(confirmations, wanted, min, max);
    }

    /** Replaces the timer that watches the deadline. */
    void watch(Timers.Timer next) {
        timer.cancel();
        timer = next;
    }

    void cancel() {
        timer.cancel();
    }
}
