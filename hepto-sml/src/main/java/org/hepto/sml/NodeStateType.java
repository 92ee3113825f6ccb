package org.hepto.sml;

/** What is believed of a node. The codes are memberlist's: only append. */
public enum NodeStateType {
    /** Answers, or was heard of recently. */
    ALIVE(0),
    /** Did not answer; it has time to object. */
    SUSPECT(1),
    /** Did not object in time. */
    DEAD(2),
    /** Said good-bye. */
    LEFT(3);

    private static final NodeStateType[] BY_CODE = values();

    private final int code;

    NodeStateType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static NodeStateType of(long code) throws WireException {
        if (code < 0 || code >= BY_CODE.length) {
            throw WireException.malformed("%d is no node state".formatted(code));
        }
        return BY_CODE[(int) code];
    }

    boolean gone() {
        return this == DEAD || this == LEFT;
    }
}
