package org.hepto.scenarios;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Calls the apiserver of a kubeconfig that hepto has written, over connections that stay open. Thousands of calls
 * cost what the apiserver takes for them; a kubectl for each would cost seconds in a lab host. Any thread may use it.
 */
final class ApiClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final char[] NO_PASSWORD = new char[0];

    private final String server;
    private final HttpClient http;

    /** @throws IOException if the file cannot be read or is not of that kind */
    ApiClient(Path kubeconfig) throws IOException {
        String text = Files.readString(kubeconfig);
        server = field(text, "server: \"([^\"]+)\"");
        try {
            http = HttpClient.newBuilder()
                    // over HTTP/2 Go hangs up on a client that takes two seconds for its first frame, as a busy host
                    // may
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(tls(text))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException("no use of " + kubeconfig, e);
        }
    }

    /** The status of the answer; the body goes unread. */
    int call(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());
        return response.statusCode();
    }

    /** Ends its connections. */
    @Override
    public void close() {
        http.shutdownNow();
    }

    /** By what a client of that kubeconfig is known: another text means that it has to be made anew. */
    static String credentials(Path kubeconfig) throws IOException {
        String text = Files.readString(kubeconfig);
        return text + new String(data(text, "client-certificate"), StandardCharsets.US_ASCII);
    }

    private static SSLContext tls(String kubeconfig) throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance(KeyStore.getDefaultType());
        trust.load(null, NO_PASSWORD);
        trust.setCertificateEntry("cluster", certificate(data(kubeconfig, "certificate-authority")));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(trust);
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null, NO_PASSWORD);
        Certificate[] chain = {certificate(data(kubeconfig, "client-certificate"))};
        keys.setKeyEntry("user", key(data(kubeconfig, "client-key")), NO_PASSWORD, chain);
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, NO_PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static Certificate certificate(byte[] pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    private static PrivateKey key(byte[] pem) throws IOException, GeneralSecurityException {
        String base64 = field(new String(pem, StandardCharsets.US_ASCII), "KEY-----([^-]+)-----END");
        byte[] der = Base64.getMimeDecoder().decode(base64);
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    /** In the file itself, or in another one that it names. */
    private static byte[] data(String kubeconfig, String name) throws IOException {
        return kubeconfig.contains(name + "-data: ")
                ? Base64.getDecoder().decode(field(kubeconfig, name + "-data: ([A-Za-z0-9+/=]+)"))
                : Files.readAllBytes(Path.of(field(kubeconfig, name + ": ([^,}\\n]+)")));
    }

    private static String field(String text, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern);
        }
        return matcher.group(1);
    }
}
