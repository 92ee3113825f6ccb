package org.hepto.pekahi;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The directory with the keys and certificates of a node. Any thread may call; one call at a time is served. Every verb
 * may be repeated: what is good is kept.
 *
 * <p>Names are those of files without their ending: small letters, digits and {@code -}. All methods throw {@link
 * PkiException}, with the file and the remedy, when something there is damaged, readable by others, or cannot be
 * written; then nothing has been replaced.
 */
public final class PkiDirectory {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final String CERTIFICATE_ENDING = ".crt";

    private final Path path;

    private PkiDirectory(Path path) {
        this.path = path;
    }

    /** Opens it; makes it, with mode 0700, when it is not there. Refuses one in which others may write. */
    public static PkiDirectory open(Path directory) {
        try {
            if (!Files.exists(directory)) {
                Files.createDirectories(directory.toAbsolutePath().getParent());
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
            if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw PkiException.of(directory, "others may write into it", "take that away: chmod 700 " + directory);
            }
            return new PkiDirectory(directory);
        } catch (IOException e) {
            throw PkiException.of(
                    directory, "cannot be opened (" + e + ")", "see that its disk is writable and root owns it", e);
        }
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Where the certificate and the key of a name stand, whether they are there yet or not. */
    public CertificateFiles files(String name) {
        return new CertificateFiles(file(name, CERTIFICATE_ENDING), file(name, ".key"));
    }

    /** Where the public half of a {@link #ensureServiceAccountKey} stands. */
    public Path publicKeyFile(String name) {
        return file(name, ".pub");
    }

    /**
     * An authority: made when there is none, else read. A certificate that was lost is made again from its key, a key
     * that was lost is not.
     *
     * @param commonName used when it is made
     */
    public synchronized Ensured<CertificateAuthority> ensureCa(String name, String commonName, Instant now) {
        return AuthorityFiles.of(files(name)).ensure(commonName, now);
    }

    /**
     * Makes a new authority in the place of one, with the same name and another key. It signs from now on; those before
     * it are trusted on.
     */
    public synchronized CertificateAuthority replaceCa(String name, Instant now) {
        return AuthorityFiles.of(files(name)).replace(now);
    }

    /** Ends the trust in all that an authority has taken the place of. */
    public synchronized CertificateAuthority dropOldCas(String name) {
        return AuthorityFiles.of(files(name)).dropOld();
    }

    /** An authority that must be there. */
    public synchronized CertificateAuthority readCa(String name) {
        return AuthorityFiles.of(files(name)).read();
    }

    /**
     * A leaf for this machine by an authority on this machine. It is made again, with its old key, at two thirds of its
     * life and whenever it does not say what the spec says, is of another authority or does not fit its key.
     *
     * @param life of the certificate, if it is made
     */
    public synchronized Ensured<X509Certificate> ensureCertificate(
            String name, CertificateSpec spec, Duration life, CertificateAuthority ca, Instant now) {
        return LeafFiles.of(files(name)).ensure(spec, life, ca, now);
    }

    /**
     * Writes a bundle of certificates that are trusted together.
     *
     * @return whether the file is another one now
     */
    public synchronized boolean ensureBundle(String name, List<X509Certificate> certificates) {
        PemFile file = new PemFile(file(name, CERTIFICATE_ENDING), "remove it: it is made again at the next start");
        if (file.exists() && file.readCertificates().equals(certificates)) {
            return false;
        }
        file.write(certificates);
        return true;
    }

    /** The key pair that signs service account tokens: EC P-256, so tokens are ES256. */
    public synchronized Ensured<KeyPair> ensureServiceAccountKey(String name) {
        String remedy = "restore it from a backup: tokens in use are verified with it";
        return KeyFiles.ensure(new PemFile(files(name).key(), remedy), new PemFile(publicKeyFile(name), remedy));
    }

    /** The key of a leaf (EC P-256) whose certificate is signed elsewhere, by {@link CertificateRequest}. */
    public synchronized Ensured<KeyPair> ensureKey(String name) {
        return LeafFiles.of(files(name)).ensureKey();
    }

    /** Throws as {@link #store} would, and stores nothing. */
    public synchronized void check(
            String name,
            X509Certificate certificate,
            CertificateSpec spec,
            List<X509Certificate> authorities,
            Instant now) {
        LeafFiles.of(files(name)).check(certificate, spec, authorities, now);
    }

    /**
     * Stores what a signer elsewhere has sent, if it fits the key, one of the authorities and the spec, and is valid now;
     * else throws.
     *
     * @return whether the file is another one now
     */
    public synchronized boolean store(
            String name,
            X509Certificate certificate,
            CertificateSpec spec,
            List<X509Certificate> authorities,
            Instant now) {
        return LeafFiles.of(files(name)).store(certificate, spec, authorities, now);
    }

    /** All certificates here, by name, those of a bundle one after the other; damaged files are listed too. */
    public synchronized List<CertificateStatus> list(Instant now) {
        List<CertificateStatus> statuses = new ArrayList<>();
        for (String name : names()) {
            try {
                new PemFile(path.resolve(name + CERTIFICATE_ENDING), "restore it or remove it")
                        .readCertificates()
                        .forEach(found -> statuses.add(CertificateStatus.of(name, found, now)));
            } catch (PkiException e) {
                statuses.add(CertificateStatus.unreadable(name, String.valueOf(e.getMessage())));
            }
        }
        return List.copyOf(statuses);
    }

    private List<String> names() {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(path, "*" + CERTIFICATE_ENDING)) {
            List<String> names = new ArrayList<>();
            for (Path file : found) {
                String name = file.getFileName().toString();
                names.add(name.substring(0, name.length() - CERTIFICATE_ENDING.length()));
            }
            Collections.sort(names);
            return names;
        } catch (IOException e) {
            throw PkiException.of(path, "cannot be listed (" + e + ")", "see that its disk is sound", e);
        }
    }

    private Path file(String name, String ending) {
        if (!NAME.matcher(name).matches()) {
            throw new PkiException("'%s' is not a name for a key file; use small letters, digits and '-'"
                    .formatted(Printable.of(name)));
        }
        return path.resolve(name + ending);
    }
}
