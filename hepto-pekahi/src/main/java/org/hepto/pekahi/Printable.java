package org.hepto.pekahi;

/** Text from outside for a message of one line: no control characters, not long. */
final class Printable {
    private static final int SHOWN = 200;

    private Printable() {}

    static String of(String text) {
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return shown.replaceAll("\\p{C}", "?");
    }
}
