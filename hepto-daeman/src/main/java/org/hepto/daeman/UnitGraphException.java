package org.hepto.daeman;

import java.util.List;

/** Says why units can't make a graph: duplicate names, missing needs, wrong types or cycles. */
public final class UnitGraphException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    UnitGraphException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Returns all that is wrong, one line each. */
    public List<String> problems() {
        return problems;
    }
}
