package org.hepto.pekahi;

import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A leaf certificate and its key on disk. */
record LeafFiles(PemFile certificate, PemFile key) {
    static LeafFiles of(CertificateFiles files) {
        return new LeafFiles(
                new PemFile(files.certificate(), "restore it, or move it away to have it made again"),
                new PemFile(files.key(), "restore it, or move it and its certificate away to have both made again"));
    }

    Ensured<X509Certificate> ensure(CertificateSpec spec, Duration life, CertificateAuthority authority, Instant now) {
        Optional<String> reason = reasonToIssue(spec, authority.certificate(), now);
        if (reason.isEmpty()) {
            return Ensured.kept(certificate.readCertificate());
        }
        boolean renewal = certificate.exists();
        X509Certificate leaf = authority.sign(ensureKey().value().getPublic(), spec, life, now);
        certificate.write(leaf);
        return renewal ? Ensured.renewed(leaf, reason.get()) : Ensured.created(leaf, reason.get());
    }

    Ensured<KeyPair> ensureKey() {
        return KeyFiles.ensure(key);
    }

    Optional<String> reasonToIssue(CertificateSpec spec, X509Certificate authority, Instant now) {
        if (!certificate.exists()) {
            return Optional.of("there was none");
        }
        X509Certificate leaf = certificate.readCertificate();
        if (!key.exists()) {
            return Optional.of("its key was gone");
        }
        KeyPair pair = key.readKey();
        return LeafCheck.problem(leaf, pair.getPublic(), spec, authority, now);
    }

    /** Refuses a leaf that could not be used with the key. */
    void check(X509Certificate leaf, CertificateSpec spec, List<X509Certificate> authorities, Instant now) {
        PublicKey own = key.readKey().getPublic();
        Optional<String> problem = LeafCheck.invalid(leaf, own, spec, authorities, now);
        if (problem.isPresent()) {
            throw PkiException.of(
                    certificate.path(), "a certificate is not stored: " + problem.get(), "request it again");
        }
    }

    /** Stores a leaf that was signed elsewhere, and tells whether the file is another one now. */
    boolean store(X509Certificate leaf, CertificateSpec spec, List<X509Certificate> authorities, Instant now) {
        check(leaf, spec, authorities, now);
        if (certificate.exists() && certificate.readCertificates().equals(List.of(leaf))) {
            return false;
        }
        certificate.write(leaf);
        return true;
    }
}
