package org.hepto.services;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

/** Clients of the apiserver with one of the cluster's certificates. */
final class KubeClients {
    private static final int REQUEST_TIMEOUT = (int) Duration.ofSeconds(10).toMillis();

    private KubeClients() {}

    /** @param user the certificate's name in the PKI directory */
    static KubernetesClient of(String url, Credentials.Files pki, String user) throws IOException {
        Tls tls = Tls.of(pki.files(user), pki.authority(Credentials.CA));
        // nothing of the environment or of a kubeconfig that happens to lie about
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withRequestTimeout(REQUEST_TIMEOUT)
                .withConnectionTimeout(REQUEST_TIMEOUT)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.sslContext(
                        tls.keys().toArray(KeyManager[]::new), tls.trust().toArray(TrustManager[]::new)))
                .build();
    }
}
