package org.hepto.sml;

import java.util.function.Function;

/**
 * The name and type of entries of the {@link ReplicatedMap}.
 *
 * @param <T> the type of the values
 * @param name of the entry, at most 256 bytes
 * @param write the value as bytes, at most 64 KiB
 * @param read the inverse; may throw {@link IllegalArgumentException} on bytes that are no such value
 */
public record MapKey<T>(String name, Function<T, Bytes> write, Function<Bytes, T> read) {

    /** Entries that are texts. */
    public static MapKey<String> text(String name) {
        return new MapKey<>(name, Bytes::utf8, Bytes::toUtf8);
    }

    /** Entries that are bytes. */
    public static MapKey<Bytes> bytes(String name) {
        return new MapKey<>(name, Function.identity(), Function.identity());
    }
}
