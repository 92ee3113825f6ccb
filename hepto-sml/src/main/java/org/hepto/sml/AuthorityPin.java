package org.hepto.sml;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Remembers which identity is the authority of a cluster. Safe for all threads. */
public interface AuthorityPin {

    /** Returns the raw public key of the authority, once it is known. */
    Optional<Bytes> get();

    /** Remembers the authority; throws {@link ClusterException} if that is not possible. Called once. */
    void set(Bytes publicKey);

    /** Remembers it until the process ends, for the authority itself and for tests. */
    static AuthorityPin inMemory() {
        return new AuthorityPin() {
            private volatile @Nullable Bytes key;

            @Override
            public Optional<Bytes> get() {
                return Optional.ofNullable(key);
            }

            @Override
            public void set(Bytes publicKey) {
                key = publicKey;
            }
        };
    }

    /** Remembers it in a file, in hexadecimal; throws {@link ClusterException} if it cannot be read. */
    static AuthorityPin inFile(Path file) {
        AuthorityPin memory = inMemory();
        PrivateFile.read("the authority's key", file).ifPresent(text -> {
            try {
                memory.set(Identity.checked(Bytes.hex(text.strip())));
            } catch (IllegalArgumentException e) {
                throw new ClusterException(
                        "%s does not hold the authority's public key (64 hex digits): remove it to pin the authority anew"
                                .formatted(file),
                        e);
            }
        });
        return new AuthorityPin() {
            @Override
            public Optional<Bytes> get() {
                return memory.get();
            }

            @Override
            public void set(Bytes publicKey) {
                PrivateFile.write(
                        "the authority's key", file, (publicKey.toHex() + "\n").getBytes(StandardCharsets.US_ASCII));
                memory.set(publicKey);
            }
        };
    }
}
