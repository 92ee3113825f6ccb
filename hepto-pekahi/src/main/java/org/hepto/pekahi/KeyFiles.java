package org.hepto.pekahi;

import java.security.KeyPair;

/** Keys on disk that stand alone. */
final class KeyFiles {
    private KeyFiles() {}

    static Ensured<KeyPair> ensure(PemFile file) {
        if (file.exists()) {
            return Ensured.kept(file.readKey());
        }
        KeyPair key = EcKey.generate();
        file.write(key);
        return Ensured.created(key, "there was none");
    }

    /** With the public half in a file of its own, which may hold older keys too: their tokens stay valid. */
    static Ensured<KeyPair> ensure(PemFile file, PemFile publicFile) {
        if (!file.exists() && publicFile.exists()) {
            throw PkiException.of(
                    file.path(), "is missing while " + publicFile.path() + " is there", publicFile.remedy());
        }
        Ensured<KeyPair> ensured = ensure(file);
        if (!publicFile.exists()) {
            publicFile.write(ensured.value().getPublic());
            return ensured.changed() ? ensured : Ensured.created(ensured.value(), "its public half was gone");
        }
        if (!publicFile.readPublicKeys().contains(ensured.value().getPublic())) {
            throw PkiException.of(publicFile.path(), "does not have the key of " + file.path(), publicFile.remedy());
        }
        return ensured;
    }
}
