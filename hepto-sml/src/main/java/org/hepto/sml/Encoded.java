package org.hepto.sml;

/** A message beside its bytes, so that it is encoded once however often it is sent. */
record Encoded(Message message, Bytes bytes) {

    static Encoded of(Message message) {
        return new Encoded(message, Bytes.wrap(message.encode()));
    }

    int length() {
        return bytes.length();
    }
}
