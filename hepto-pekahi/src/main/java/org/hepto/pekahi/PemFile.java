package org.hepto.pekahi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.hepto.utils.AtomicFile;

/**
 * A file with a certificate or a key. Reading is strict and changes nothing; every failure names the file and the
 * remedy.
 *
 * @param remedy what the operator can do when the content is damaged
 */
record PemFile(Path path, String remedy) {
    private static final int MAX_BYTES = 64 * 1024;
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /** Whether there is anything; a link to nothing is something: a disk may not be mounted. */
    boolean exists() {
        return !Files.notExists(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Reads a leaf, which stands alone in its file. */
    X509Certificate readCertificate() {
        List<X509Certificate> certificates = readCertificates();
        if (certificates.size() != 1) {
            throw PkiException.of(path, "has %d certificates where one belongs".formatted(certificates.size()), remedy);
        }
        return certificates.getFirst();
    }

    /** Reads a bundle of at least one. */
    List<X509Certificate> readCertificates() {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (byte[] der : blocks(Pem.CERTIFICATE)) {
                certificates.add(Certificates.decode(der));
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw PkiException.of(path, "is corrupt: not a certificate", remedy, e);
        }
    }

    KeyPair readKey() {
        requirePrivate();
        List<byte[]> blocks = blocks(Pem.PRIVATE_KEY);
        try {
            if (blocks.size() == 1) {
                return EcKey.decode(blocks.getFirst());
            }
        } catch (GeneralSecurityException e) {
            throw PkiException.of(path, "is corrupt or not a key of kind " + EcKey.LABEL, remedy, e);
        }
        throw PkiException.of(path, "has %d keys where one belongs".formatted(blocks.size()), remedy);
    }

    List<PublicKey> readPublicKeys() {
        List<PublicKey> keys = new ArrayList<>();
        try {
            for (byte[] der : blocks(Pem.PUBLIC_KEY)) {
                keys.add(EcKey.decodePublic(SubjectPublicKeyInfo.getInstance(der)));
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw PkiException.of(path, "is corrupt or has keys of another kind than " + EcKey.LABEL, remedy, e);
        }
        return keys;
    }

    void write(X509Certificate certificate) {
        write(List.of(certificate));
    }

    void write(List<X509Certificate> certificates) {
        write(Certificates.toPem(certificates.toArray(X509Certificate[]::new)), 0644);
    }

    void write(KeyPair key) {
        write(Pem.encode(Pem.PRIVATE_KEY, key.getPrivate().getEncoded()), 0600);
    }

    void write(PublicKey key) {
        write(Pem.encode(Pem.PUBLIC_KEY, key.getEncoded()), 0644);
    }

    private void write(String text, int mode) {
        try {
            AtomicFile.write(path, text.getBytes(StandardCharsets.US_ASCII), mode);
        } catch (IOException e) {
            throw PkiException.of(
                    path, "cannot be written (" + e + ")", "see that its disk is writable and not full", e);
        }
    }

    private List<byte[]> blocks(String label) {
        try {
            return Pem.decode(label, text());
        } catch (IllegalArgumentException e) {
            throw PkiException.of(path, String.valueOf(e.getMessage()), remedy, e);
        }
    }

    private String text() {
        requirePresent();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw PkiException.of(path, "is larger than 64 KiB", remedy);
            }
            return new String(bytes, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw PkiException.of(path, "cannot be read (" + e + ")", "see that root owns it and its disk is sound", e);
        }
    }

    private void requirePresent() {
        if (!Files.isRegularFile(path)) {
            throw PkiException.of(path, "is missing or not a plain file", remedy);
        }
    }

    private void requirePrivate() {
        requirePresent();
        try {
            if (!OWNER.containsAll(Files.getPosixFilePermissions(path))) {
                throw PkiException.of(
                        path, "is a private key that others may use", "make it private: chmod 600 " + path);
            }
        } catch (IOException e) {
            throw PkiException.of(path, "cannot be read (" + e + ")", remedy, e);
        }
    }
}
