package org.hepto.services.units;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.hepto.daeman.Condition;
import org.hepto.daeman.UnitContext;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;

/** Health endpoints of components on loopback. */
public final class Health {
    private static final Duration REQUEST = Duration.ofSeconds(3);
    private static final Duration STEADY = Duration.ofSeconds(10);

    private Health() {}

    /** That a plain HTTP endpoint answers 200. */
    public static Condition http(String url) {
        return condition(HttpClient.newBuilder().connectTimeout(REQUEST).build(), url);
    }

    /** That an HTTPS endpoint of a component with a certificate of the cluster answers 200. */
    static Condition https(String url, PkiFiles pki) throws IOException {
        Tls tls = Tls.of(pki.leaf(PkiFiles.DAEMON), pki.authority(Authority.CLUSTER));
        return condition(
                HttpClient.newBuilder()
                        .connectTimeout(REQUEST)
                        .sslContext(tls.context())
                        .build(),
                url);
    }

    /**
     * That the apiserver has been ready for ten seconds. On a host that has no time it is ready for moments only, and what
     * starts then gives up.
     */
    static Condition steadyApi(Node node, UnitContext context) throws IOException {
        Condition ready = https(node.apiUrl() + "/readyz", node.pki());
        return new HeldCondition(ready, STEADY, context.time());
    }

    private static Condition condition(HttpClient client, String url) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(REQUEST).build();
        return Condition.poll(url, ComponentUnit.INTERVAL, () -> {
            HttpResponse<Void> response = client.send(request, HttpResponse.BodyHandlers.discarding());
            if (response.statusCode() != 200) {
                throw new IOException("it answers " + response.statusCode());
            }
            return true;
        });
    }
}
