package org.hepto.daeman;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** Which units are to be told of a new value: those that have seen another one than the newest. */
final class Following {
    private final UnitGraph graph;
    private final Function<String, Optional<Object>> values;

    /** @param values the newest value of each unit */
    Following(UnitGraph graph, Function<String, Optional<Object>> values) {
        this.graph = graph;
        this.values = values;
    }

    /** A start is called, and will see what is newest now. */
    void startCalled(Slot follower) {
        graph.neighbours(follower.name()).follows().forEach(followed -> saw(follower, followed));
    }

    /** The follower reads, or is about to read, the newest value. */
    void saw(Slot follower, String followed) {
        values.apply(followed).ifPresent(value -> follower.values().saw(followed, value));
    }

    /** Calls a unit that is ready, idle and to stay so, if there is news for it: one piece at a time. */
    void deliver(Turn turn, Slot follower) {
        news(follower).ifPresent(followed -> {
            saw(follower, followed);
            follower.begin(Slot.Call.CHANGED);
            turn.add(new UnitEffect.CallChanged(follower.name(), followed));
        });
    }

    private Optional<String> news(Slot follower) {
        return graph.neighbours(follower.name()).follows().stream()
                .filter(followed -> !Objects.equals(
                        values.apply(followed), follower.values().seen(followed)))
                .findFirst();
    }
}
