package org.hepto.sml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What a memberlist 0.6.0 node sent, recorded by {@code go-peer -record}: packets, streams that it opened and its replies
 * on streams that others opened.
 */
@SuppressWarnings("ArrayRecordComponent")
record Golden(String kind, byte[] bytes) {

    static final Keyring KEYS = Keyring.of(Vectors.KEY_256);

    static List<Golden> load(String name) {
        try (var in = Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + name + ".txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> line.split(" ", 2))
                    .map(parts -> new Golden(parts[0], Vectors.unhex(parts[1])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Wire wire(String name) {
        return name.equals("sealed")
                ? Vectors.wire("lab", KEYS, true)
                : Vectors.wire("", Keyring.NONE, name.equals("compressed"));
    }
}
