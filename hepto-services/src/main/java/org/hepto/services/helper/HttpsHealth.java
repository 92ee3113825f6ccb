package org.hepto.services.helper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.hepto.services.node.Authority;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;

/** Asks health endpoints of components with a certificate of the cluster. */
final class HttpsHealth {
    private static final Duration REQUEST = Duration.ofSeconds(3);

    private HttpsHealth() {}

    static StepResult await(Step.AwaitHealth health, PkiFiles pki, Waiting waiting)
            throws IOException, InterruptedException {
        Tls tls = Tls.of(pki.leaf(PkiFiles.DAEMON), pki.authority(Authority.CLUSTER));
        HttpRequest request = HttpRequest.newBuilder(URI.create(health.url()))
                .timeout(REQUEST)
                .build();
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(REQUEST)
                .sslContext(tls.context())
                .build()) {
            waiting.until(health.url(), health.held(), () -> answers(client, request));
            client.shutdownNow();
            return StepResult.Done.SILENT;
        }
    }

    private static boolean answers(HttpClient client, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<Void> response = client.send(request, HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() != 200) {
            throw new IOException("it answers " + response.statusCode());
        }
        return true;
    }
}
