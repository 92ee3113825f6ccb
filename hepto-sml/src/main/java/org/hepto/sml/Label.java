package org.hepto.sml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The name of a cluster as a plain header of its packets and streams: {@code f4, length, text}. It keeps clusters apart
 * that meet by accident; it is no secret, but it is authenticated when encryption is on.
 */
final class Label {

    private static final int HEADER = 2;

    private final byte[] text;

    /** An empty text is no label; throws {@link IllegalArgumentException} above 255 bytes. */
    Label(String text) {
        this.text = text.getBytes(StandardCharsets.UTF_8);
        if (this.text.length > Limits.LABEL) {
            throw new IllegalArgumentException("the label has %d bytes, at most %d are possible: shorten it"
                    .formatted(this.text.length, Limits.LABEL));
        }
    }

    byte[] text() {
        return text;
    }

    /** Bytes that the header takes. */
    int overhead() {
        return text.length == 0 ? 0 : HEADER + text.length;
    }

    byte[] header() {
        byte[] header = new byte[overhead()];
        if (text.length > 0) {
            header[0] = (byte) MessageType.LABEL.code();
            header[1] = (byte) text.length;
            System.arraycopy(text, 0, header, HEADER, text.length);
        }
        return header;
    }

    /** Checks the header at the start of a packet and says where the rest begins. */
    int strip(byte[] packet, int length) throws WireException {
        boolean labelled = length > 0 && (packet[0] & 0xff) == MessageType.LABEL.code();
        if (!labelled) {
            if (text.length > 0) {
                throw new WireException(WireException.Reason.UNLABELLED, "no label");
            }
            return 0;
        }
        if (length < HEADER || length < HEADER + (packet[1] & 0xff)) {
            throw WireException.truncated();
        }
        int end = HEADER + (packet[1] & 0xff);
        if (text.length == 0 || !Arrays.equals(packet, HEADER, end, text, 0, text.length)) {
            throw new WireException(WireException.Reason.LABEL, "another label");
        }
        return end;
    }
}
