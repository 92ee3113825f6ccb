package org.hepto.services.helper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.hepto.pekahi.CertificateFiles;
import org.hepto.pekahi.Certificates;
import org.hepto.pekahi.PkiException;
import org.hepto.utils.Errors;

/** TLS with a client certificate of the cluster. */
record Tls(List<KeyManager> keys, List<TrustManager> trust) {
    private static final char[] NO_PASSWORD = new char[0];

    /** With the key and certificate of a client, trusting every authority of a bundle. */
    static Tls of(CertificateFiles client, Path authority) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            Certificate[] chain = certificates(client.certificate()).toArray(Certificate[]::new);
            store.setKeyEntry("client", Certificates.readKey(client.key()), NO_PASSWORD, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            for (X509Certificate certificate : certificates(authority)) {
                trusted.setCertificateEntry("authority " + trusted.size(), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            return new Tls(List.of(keys.getKeyManagers()), List.of(trust.getTrustManagers()));
        } catch (GeneralSecurityException | PkiException e) {
            throw new IOException("cannot use %s: %s".formatted(client.certificate(), Errors.line(e)), e);
        }
    }

    SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys.toArray(KeyManager[]::new), trust.toArray(TrustManager[]::new), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no TLS 1.3", e);
        }
    }

    /** Reads a bundle. */
    static List<X509Certificate> certificates(Path file) throws IOException {
        return Certificates.parsePem(Files.readString(file));
    }
}
