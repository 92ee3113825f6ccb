package org.hepto.sml;

/** The six version bytes of a node: protocol min, max, current and the delegate's min, max, current. */
final class Vsn {

    /** What this implementation advertises: understands 1..5 and speaks 2, as memberlist 0.6.0; no delegate. */
    static final Bytes OURS = Bytes.of(new byte[] {1, 5, 2, 0, 0, 0});

    static final int MIN = 0;
    static final int MAX = 1;
    static final int CURRENT = 2;
    static final int DELEGATE_MIN = 3;
    static final int DELEGATE_MAX = 4;
    static final int DELEGATE_CURRENT = 5;

    private static final int FIELDS = 6;

    private Vsn() {}

    /** Whether an alive message with these versions may be used at all. */
    static boolean plausible(Bytes vsn) {
        return vsn.length() < 3 || (vsn.at(MIN) != 0 && vsn.at(MAX) != 0 && vsn.at(MIN) <= vsn.at(MAX));
    }

    static boolean complete(Bytes vsn) {
        return vsn.length() >= FIELDS;
    }

    /** One of the six, or 0 where the node did not say. */
    static int field(Bytes vsn, int field) {
        return complete(vsn) ? vsn.at(field) : 0;
    }
}
