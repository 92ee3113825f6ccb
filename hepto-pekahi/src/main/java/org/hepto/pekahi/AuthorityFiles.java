package org.hepto.pekahi;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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
        KeyPair pair = KeyFiles.ensure(key).value();
        CertificateAuthority authority = CertificateAuthority.selfSigned(commonName, pair, now);
        certificate.write(authority.certificate());
        return Ensured.created(authority, again ? "made again from its key" : "there was none");
    }

    /**
     * Makes a new authority of the same name, which signs from now on; the ones before are trusted on. The certificate
     * is written first: whatever ends this half-way, the key that is there has its certificate.
     */
    CertificateAuthority replace(Instant now) {
        CertificateAuthority before = read();
        KeyPair pair = EcKey.generate();
        CertificateAuthority authority = before.successor(pair, now);
        List<X509Certificate> trusted = new ArrayList<>(List.of(authority.certificate()));
        trusted.addAll(certificate.readCertificates());
        certificate.write(trusted);
        key.write(pair);
        return authority;
    }

    /** Ends the trust in all authorities but the one that signs. */
    CertificateAuthority dropOld() {
        CertificateAuthority authority = read();
        List<X509Certificate> one = List.of(authority.certificate());
        if (!certificate.readCertificates().equals(one)) {
            certificate.write(one);
        }
        return authority;
    }

    CertificateAuthority read() {
        KeyPair pair = key.readKey();
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
