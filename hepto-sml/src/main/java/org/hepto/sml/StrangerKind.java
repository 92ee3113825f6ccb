package org.hepto.sml;

import java.util.Optional;

/** What a stranger is that speaks to this node: something that is not of its cluster. */
public enum StrangerKind {
    /** It speaks the protocol with another key, or with one that this node has no longer. */
    OTHER_KEY("speaks with another key than this node"),
    /** It speaks the protocol under another label, which is another cluster's name. Whether its key is right is not known. */
    OTHER_LABEL("belongs to another cluster (another label)"),
    /** It speaks something else, or without label or encryption. */
    GARBAGE("does not speak this cluster's protocol");

    private final String text;

    StrangerKind(String text) {
        this.text = text;
    }

    /** Returns what it does, to follow its address in a line for an operator. */
    public String text() {
        return text;
    }

    /** Returns what sends bytes that are refused for a reason; empty where a node of this cluster may have sent them. */
    static Optional<StrangerKind> of(WireException.Reason reason) {
        return switch (reason) {
            case SEAL -> Optional.of(OTHER_KEY);
            case LABEL -> Optional.of(OTHER_LABEL);
            case UNLABELLED, PLAINTEXT, MALFORMED, TRUNCATED -> Optional.of(GARBAGE);
            case OVERSIZED, REPLAYED, CHECKSUM, NOT_ADMITTED -> Optional.empty();
        };
    }
}
