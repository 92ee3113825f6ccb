package org.hepto.sml;

import org.jspecify.annotations.Nullable;

/**
 * The first byte of every message. ONLY APPEND: the numbers are memberlist's and part of the wire format (net.go).
 */
enum MessageType {
    PING(0),
    INDIRECT_PING(1),
    ACK(2),
    SUSPECT(3),
    ALIVE(4),
    DEAD(5),
    PUSH_PULL(6),
    COMPOUND(7),
    USER(8),
    COMPRESS(9),
    ENCRYPT(10),
    NACK(11),
    CRC(12),
    ERROR(13),
    LABEL(244);

    private static final @Nullable MessageType[] BY_CODE = new @Nullable MessageType[256];

    static {
        for (MessageType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static MessageType of(int code) throws WireException {
        MessageType type = BY_CODE[code & 0xff];
        if (type == null) {
            throw WireException.malformed("%d is no message type".formatted(code & 0xff));
        }
        return type;
    }
}
