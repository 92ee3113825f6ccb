package org.hepto.services.helper;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.ApiVersionUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.utils.Errors;

/**
 * Clients of the apiserver with one of the cluster's certificates. Objects are read and written as generic ones: the
 * first typed one would load all of fabric8's model, 700 classes and 5 MB.
 */
final class KubeClients {
    private static final int REQUEST_TIMEOUT = (int) Duration.ofSeconds(10).toMillis();

    static final ResourceDefinitionContext NODE = new ResourceDefinitionContext.Builder()
            .withVersion("v1")
            .withKind("Node")
            .withNamespaced(false)
            .build();

    private KubeClients() {}

    /**
     * Makes a client of the apiserver.
     *
     * @param user the certificate's name in the PKI directory
     */
    static KubernetesClient of(Node node, String user) throws IOException {
        PkiFiles pki = node.pki();
        Tls tls = Tls.of(pki.leaf(user), pki.authority(Authority.CLUSTER));
        // nothing of the environment or of a kubeconfig that happens to lie about
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(node.apiUrl())
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

    /** The Node object of that name, if there is one. */
    static Optional<GenericKubernetesResource> node(KubernetesClient client, String name) {
        return Optional.ofNullable(
                client.genericKubernetesResources(NODE).withName(name).get());
    }

    /** Returns what to throw for a request that has failed: what the apiserver says, without the request around it. */
    static IOException failure(RuntimeException e) {
        String said = e instanceof KubernetesClientException refused && refused.getStatus() != null
                ? refused.getStatus().getMessage()
                : null;
        return new IOException(said == null ? Errors.line(e) : said, e);
    }

    /** Where an object's kind is in the API, whose name there must be the English plural. */
    static ResourceDefinitionContext kind(GenericKubernetesResource object) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(ApiVersionUtil.trimGroupOrNull(object.getApiVersion()))
                .withVersion(ApiVersionUtil.trimVersion(object.getApiVersion()))
                .withKind(object.getKind())
                .withNamespaced(object.getMetadata().getNamespace() != null)
                .build();
    }
}
