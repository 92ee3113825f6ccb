package org.hepto.pekahi;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Strict PEM (RFC 7468): blocks of one kind with nothing around them. */
final class Pem {
    static final String CERTIFICATE = "CERTIFICATE";
    static final String REQUEST = "CERTIFICATE REQUEST";
    static final String PRIVATE_KEY = "PRIVATE KEY";
    static final String PUBLIC_KEY = "PUBLIC KEY";

    private static final int LINE = 64;

    private Pem() {}

    static String encode(String label, byte[] der) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE, new byte[] {'\n'});
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines.encodeToString(der), label);
    }

    /**
     * The content of every block.
     *
     * @throws IllegalArgumentException with what is wrong, when a block is of another kind, is cut off or is not base64,
     *     when there is other text, or no block at all
     */
    static List<byte[]> decode(String label, String text) {
        String begin = "-----BEGIN " + label + "-----";
        String end = "-----END " + label + "-----";
        List<byte[]> blocks = new ArrayList<>();
        int from = afterBlanks(text, 0);
        while (from < text.length()) {
            if (!text.startsWith(begin, from)) {
                throw new IllegalArgumentException("has something else than " + label + " blocks");
            }
            int stop = text.indexOf(end, from);
            if (stop < 0) {
                throw new IllegalArgumentException("is cut off: a " + label + " block has no end");
            }
            blocks.add(base64(text.substring(from + begin.length(), stop)));
            from = afterBlanks(text, stop + end.length());
        }
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        return blocks;
    }

    private static byte[] base64(String lines) {
        try {
            return Base64.getDecoder().decode(lines.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is corrupt: a block is not base64", e);
        }
    }

    private static int afterBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
