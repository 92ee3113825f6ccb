package org.hepto.sml;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.Locale;

/**
 * What came of the newest attempt to exchange the state with another node.
 *
 * @param outcome what happened
 * @param text the same for an operator: one line, without the node's address; what the other side has written is in it with
 *     its control characters replaced
 */
public record Contact(Outcome outcome, String text) {

    /** What happened; a later one says more about the other side. */
    public enum Outcome {
        /** Nothing was tried yet. */
        NOT_TRIED,
        /** Its name has no address. */
        UNRESOLVED,
        /** No way leads there. */
        UNREACHABLE,
        /** No answer came in time: nothing is there, or a firewall drops what is sent. */
        TIMED_OUT,
        /** Nothing listens there. */
        REFUSED,
        /**
         * It closed the stream without an answer. This is all that memberlist lets a node of another label see, and what a
         * node does that has too many streams open.
         */
        CLOSED,
        /** It answered, and this node's keys do not open the answer, or it uses none. */
        OTHER_KEY,
        /** It answered, and something else is wrong. */
        FAILED,
        /** It answered, but is itself an observer, which is no member and knows none. */
        NO_MEMBER,
        /** It answered, and its state was taken over. */
        ANSWERED
    }

    static final Contact NOT_TRIED = new Contact(Outcome.NOT_TRIED, "not tried yet");
    static final Contact TIMED_OUT = new Contact(
            Outcome.TIMED_OUT, "no answer in time: check that it runs, and that its port is open for TCP and UDP");
    static final Contact CLOSED = new Contact(
            Outcome.CLOSED,
            "it closes the stream without an answer: it belongs to another cluster (another label), or is too busy");
    static final Contact NO_MEMBER = new Contact(Outcome.NO_MEMBER, "it answers, but is not a member itself yet");
    static final Contact ANSWERED = new Contact(Outcome.ANSWERED, "it answers");

    private static final int MAX_TEXT = 300;

    /** Makes the text one line of at most 300 characters that a terminal can show. */
    public Contact {
        String line = text.replaceAll("[^\\p{Print}\\p{L}\\p{N}]", "?");
        text = line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
    }

    /** Tells whether the other side was met as one of this cluster. */
    public boolean answered() {
        return outcome == Outcome.ANSWERED || outcome == Outcome.NO_MEMBER;
    }

    /** Returns what another failure is. */
    static Contact failed(String text) {
        return new Contact(Outcome.FAILED, text);
    }

    /** Returns what a name without an address is. */
    static Contact unresolved(String text) {
        return new Contact(Outcome.UNRESOLVED, text);
    }

    /** Returns what it is when no connection was made. */
    static Contact connecting(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        if (failure instanceof ConnectTimeoutException || text.endsWith("timed out")) {
            return TIMED_OUT;
        }
        if (failure instanceof NoRouteToHostException
                || text.toLowerCase(Locale.ROOT).contains("unreachable")) {
            return new Contact(
                    Outcome.UNREACHABLE, "no way leads there (%s): check address and routes".formatted(text));
        }
        return text.toLowerCase(Locale.ROOT).contains("refused") || failure instanceof ConnectException
                ? new Contact(Outcome.REFUSED, "the connection is refused: check that it runs, and its port")
                : failed(text);
    }

    /** Returns what it is when an answer could not be read. */
    static Contact unreadable(WireException refusal) {
        return switch (refusal.reason()) {
            case SEAL ->
                new Contact(
                        Outcome.OTHER_KEY,
                        "its answer cannot be decrypted (%s): it has probably another key than this node"
                                .formatted(refusal.getMessage()));
            case PLAINTEXT ->
                new Contact(Outcome.OTHER_KEY, "it answers without encryption: it has no key, or is no node");
            default -> failed("its answer cannot be read: " + refusal.getMessage());
        };
    }

    /** Tells which of two attempts at the addresses of one host says more. */
    static Contact telling(Contact one, Contact other) {
        return other.outcome.compareTo(one.outcome) >= 0 ? other : one;
    }
}
