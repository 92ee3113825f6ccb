package org.hepto.pekahi;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Certificates as bytes and as text, for files, bundles and gossip. Any thread. */
public final class Certificates {
    private static final int MAX_BYTES = 64 * 1024;

    private Certificates() {}

    /** PEM (RFC 7468), one block after the other. */
    public static String toPem(X509Certificate... certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            text.append(Pem.encode(Pem.CERTIFICATE, encoded(certificate)));
        }
        return text.toString();
    }

    /**
     * The certificates of a PEM bundle of at most 64 KiB, at least one. Nothing is verified.
     *
     * @throws PkiException when there is anything else in the text
     */
    public static List<X509Certificate> parsePem(String text) {
        if (text.length() > MAX_BYTES) {
            throw new PkiException("a certificate bundle is larger than 64 KiB; it is not taken");
        }
        try {
            List<X509Certificate> certificates = new ArrayList<>();
            for (byte[] der : Pem.decode(Pem.CERTIFICATE, text)) {
                certificates.add(decode(der));
            }
            return List.copyOf(certificates);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new PkiException("a certificate bundle is damaged; have it sent again", e);
        }
    }

    /**
     * One certificate in DER of at most 64 KiB. Nothing is verified.
     *
     * @throws PkiException when it is anything else
     */
    public static X509Certificate parse(byte[] der) {
        try {
            return decode(der);
        } catch (GeneralSecurityException e) {
            throw new PkiException("a certificate is damaged; have it sent again", e);
        }
    }

    /**
     * Reads the key of a leaf.
     *
     * @throws PkiException with the file and the remedy, if it is missing, damaged or readable by others
     */
    public static PrivateKey readKey(Path file) {
        return new PemFile(file, "restore it, or move it and its certificate away to have both made again")
                .readKey()
                .getPrivate();
    }

    static X509Certificate decode(byte[] der) throws GeneralSecurityException {
        if (der.length > MAX_BYTES) {
            throw new CertificateException("larger than 64 KiB");
        }
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate certificate;
        try {
            certificate = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        } catch (RuntimeException e) {
            throw new CertificateException("not a certificate", e);
        }
        // the factory also reads PEM and PKCS#7, and ignores what follows
        if (!Arrays.equals(certificate.getEncoded(), der)) {
            throw new CertificateException("not one certificate in DER");
        }
        return certificate;
    }

    /** Whether the authority signed the certificate; its time and purpose are not looked at. */
    static boolean issued(X509Certificate certificate, X509Certificate authority) {
        if (!certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateException e) {
            throw new PkiException("a certificate cannot be encoded; this JDK is damaged", e);
        }
    }
}
