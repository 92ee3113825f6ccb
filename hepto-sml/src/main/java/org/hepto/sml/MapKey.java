package org.hepto.sml;

import java.util.function.Function;

/**
 * The name and type of entries of the {@link ReplicatedMap}.
 *
 * @param <T> the type of the values
 * @param name of the entry, at most 256 bytes; what precedes its first slash is its section
 * @param write the value as bytes, at most 64 KiB
 * @param read the inverse; may throw {@link IllegalArgumentException} on bytes that are no such value
 */
public record MapKey<T>(String name, Function<T, Bytes> write, Function<Bytes, T> read) {

    /** Returns the same key behind a prefix, such as {@link AuthorityPolicy#ABOUT}. */
    public MapKey<T> under(String prefix) {
        return new MapKey<>(prefix + name, write, read);
    }

    /** Entries that are texts. */
    public static MapKey<String> text(String name) {
        return new MapKey<>(name, Bytes::utf8, Bytes::toUtf8);
    }

    /** Entries that are bytes. */
    public static MapKey<Bytes> bytes(String name) {
        return new MapKey<>(name, Function.identity(), Function.identity());
    }
}
