package org.hepto.pekahi;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
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
        CertificateRequest request = CertificateRequest.create(spec, ensureKey().value());
        X509Certificate leaf = authority.sign(request, new CertificateProfile(spec, life), now);
        store(leaf, spec, authority.certificate(), now);
        return renewal ? Ensured.renewed(leaf, reason.get()) : Ensured.created(leaf, reason.get());
    }

    Ensured<KeyPair> ensureKey() {
        return KeyFiles.ensure(key, KeyKind.EC_P256);
    }

    Optional<String> reasonToIssue(CertificateSpec spec, X509Certificate authority, Instant now) {
        if (!certificate.exists()) {
            return Optional.of("there was none");
        }
        X509Certificate leaf = certificate.readCertificate();
        if (!key.exists()) {
            return Optional.of("its key was gone");
        }
        KeyPair pair = key.readKey(KeyKind.EC_P256);
        return LeafCheck.problem(leaf, pair.getPublic(), spec, authority, now);
    }

    void store(X509Certificate leaf, CertificateSpec spec, X509Certificate authority, Instant now) {
        KeyPair pair = key.readKey(KeyKind.EC_P256);
        Optional<String> problem = LeafCheck.problem(leaf, pair.getPublic(), spec, authority, now);
        if (problem.isPresent()) {
            throw PkiException.of(
                    certificate.path(), "a certificate is not stored: " + problem.get(), "request it again");
        }
        certificate.write(leaf);
    }
}
