package org.hepto.sml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All members, in the random order in which they are probed: a round visits each once, newcomers stand at a random
 * place, and at the end of a round the order is shuffled and the long dead are forgotten. For one thread.
 */
final class MemberTable {

    private final RandomGenerator random;
    private final List<Member> ring = new ArrayList<>();
    private final Map<String, Member> byName = new HashMap<>();
    private int next;

    MemberTable(RandomGenerator random) {
        this.random = random;
    }

    int size() {
        return ring.size();
    }

    @Nullable
    Member get(String name) {
        return byName.get(name);
    }

    List<Member> all() {
        return Collections.unmodifiableList(ring);
    }

    void add(Member member) {
        byName.put(member.name(), member);
        ring.add(member);
        Collections.swap(ring, random.nextInt(ring.size()), ring.size() - 1);
    }

    /**
     * The next member to probe, or null if none is left.
     *
     * @param wanted who may be probed
     * @param forgotten who is dropped at the end of a round
     */
    @Nullable
    Member nextProbe(Predicate<Member> wanted, Predicate<Member> forgotten) {
        for (int tried = 0; tried <= ring.size(); tried++) {
            if (next >= ring.size()) {
                newRound(forgotten);
            }
            if (next < ring.size()) {
                Member member = ring.get(next++);
                if (wanted.test(member)) {
                    return member;
                }
            }
        }
        return null;
    }

    /** Drops some members; the round goes on with those that it has not visited. */
    void forget(Predicate<Member> forgotten) {
        next -= (int) ring.subList(0, next).stream().filter(forgotten).count();
        ring.removeIf(member -> {
            boolean drop = forgotten.test(member);
            if (drop) {
                byName.remove(member.name());
            }
            return drop;
        });
    }

    private void newRound(Predicate<Member> forgotten) {
        forget(forgotten);
        Collections.shuffle(ring, Random.from(random));
        next = 0;
    }

    /** Up to k different members, at random. */
    List<Member> choose(int k, Predicate<Member> wanted) {
        return ring.size() < 3 * k ? chooseOfFew(k, wanted) : chooseOfMany(k, wanted);
    }

    private List<Member> chooseOfFew(int k, Predicate<Member> wanted) {
        List<Member> shuffled = new ArrayList<>(ring);
        Collections.shuffle(shuffled, Random.from(random));
        return shuffled.stream().filter(wanted).limit(k).toList();
    }

    private List<Member> chooseOfMany(int k, Predicate<Member> wanted) {
        List<Member> chosen = new ArrayList<>(k);
        for (int tries = 3 * ring.size(); tries > 0 && chosen.size() < k; tries--) {
            Member member = ring.get(random.nextInt(ring.size()));
            if (wanted.test(member) && !chosen.contains(member)) {
                chosen.add(member);
            }
        }
        return chosen;
    }
}
