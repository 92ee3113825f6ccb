package org.hepto.pekahi;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;

/**
 * An authority on disk. It is made once; whatever is wrong with it later is for the operator to mend. Its certificate may
 * be one of a bundle, as while an authority is replaced: the one that fits the key signs, all are trusted.
 */
record AuthorityFiles(PemFile certificate, PemFile key) {
    private static final String REMEDY = "restore it from a backup: a new authority would cut off every node";

    static AuthorityFiles of(CertificateFiles files) {
        return new AuthorityFiles(new PemFile(files.certificate(), REMEDY), new PemFile(files.key(), REMEDY));
    }

    Ensured<CertificateAuthority> ensure(String commonName, Instant now) {
        if (certificate.exists()) {
            return Ensured.kept(read());
        }
        ClockCheck.require(now, ClockCheck.EARLIEST);
        // the key is written first; the certificate made again from it verifies all that was signed with it
        boolean again = key.exists();
        KeyPair pair = KeyFiles.ensure(key, KeyKind.EC_P256).value();
        CertificateAuthority authority = CertificateAuthority.selfSigned(commonName, pair, now);
        certificate.write(authority.certificate());
        return Ensured.created(authority, again ? "made again from its key" : "there was none");
    }

    CertificateAuthority read() {
        KeyPair pair = key.readKey(KeyKind.EC_P256);
        X509Certificate found = certificate.readCertificates().stream()
                .filter(c -> Arrays.equals(
                        c.getPublicKey().getEncoded(), pair.getPublic().getEncoded()))
                .findFirst()
                .orElseThrow(() -> PkiException.of(certificate.path(), "does not fit the key " + key.path(), REMEDY));
        try {
            return new CertificateAuthority(found, pair.getPrivate());
        } catch (IllegalArgumentException e) {
            throw PkiException.of(certificate.path(), String.valueOf(e.getMessage()), REMEDY, e);
        }
    }
}
