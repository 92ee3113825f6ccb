package org.hepto.pekahi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mutual TLS over the loopback, with host name verification by address. */
@Timeout(30)
class TlsHandshakeTest {
    private static final CertificateSpec SERVER = CertificateSpec.of("kube-apiserver", CertificateUsage.SERVER)
            .dns("kubernetes.default.svc")
            .ip(Ipv6Address.LOOPBACK);
    private static final CertificateSpec CLIENT =
            CertificateSpec.of("admin", CertificateUsage.CLIENT).organisation("system:masters");

    private final Instant now = Instant.now();
    private final CertificateAuthority authority = authority();

    @Test
    void leavesOfOneAuthorityTrustEachOther() throws Exception {
        String peer = handshake(context(SERVER, authority), context(CLIENT, authority));

        assertThat(peer).isEqualTo("CN=admin,O=system:masters");
    }

    @Test
    void clientOfAnotherAuthorityIsTurnedAway() throws Exception {
        SSLContext server = context(SERVER, authority);
        SSLContext client = context(CLIENT, authority());

        assertThatThrownBy(() -> handshake(server, client)).isInstanceOf(SSLException.class);
    }

    @Test
    void serverWithAClientCertificateIsNotBelieved() throws Exception {
        SSLContext server = context(CLIENT, authority);
        SSLContext client = context(CLIENT, authority);

        assertThatThrownBy(() -> handshake(server, client)).isInstanceOf(SSLException.class);
    }

    private CertificateAuthority authority() {
        return CertificateAuthority.selfSigned("kubernetes-ca", EcKey.generate(), now);
    }

    private SSLContext context(CertificateSpec spec, CertificateAuthority issuer)
            throws GeneralSecurityException, IOException {
        KeyPair key = EcKey.generate();
        X509Certificate leaf = issuer.sign(key.getPublic(), spec, Fixture.LIFE, now);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("leaf", key.getPrivate(), new char[0], new X509Certificate[] {leaf});
        store.setCertificateEntry("root", issuer.certificate());
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The subject of the client as the server sees it, after a byte each way. */
    private static String handshake(SSLContext server, SSLContext client) throws Exception {
        InetAddress loopback = InetAddress.ofLiteral("::1");
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
                SSLServerSocket listening =
                        (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 1, loopback)) {
            listening.setNeedClientAuth(true);
            Future<String> seen = executor.submit(accepting(listening));
            try (SSLSocket socket =
                    (SSLSocket) client.getSocketFactory().createSocket(loopback, listening.getLocalPort())) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.getOutputStream().write(1);
                if (socket.getInputStream().read() != 2) {
                    throw new SSLException("closed by the server");
                }
            }
            return seen.get();
        }
    }

    private static Callable<String> accepting(SSLServerSocket listening) {
        return () -> {
            try (SSLSocket socket = (SSLSocket) listening.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write(2);
                return socket.getSession().getPeerPrincipal().getName();
            }
        };
    }
}
