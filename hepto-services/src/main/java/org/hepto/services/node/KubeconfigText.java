package org.hepto.services.node;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text of a kubeconfig, see the API reference of {@code client.config v1}. */
public final class KubeconfigText {
    private KubeconfigText() {}

    /**
     * Returns one that holds everything, so that it can be copied to another machine.
     *
     * @param authority PEM, one or several
     * @param certificate PEM
     * @param key PEM
     */
    public static String selfContained(
            String cluster, String server, String authority, String certificate, String key) {
        return of(
                cluster,
                server,
                "certificate-authority-data: " + base64(authority),
                "client-certificate-data: %s, client-key-data: %s".formatted(base64(certificate), base64(key)));
    }

    /**
     * Returns one.
     *
     * @param trust the fields by which the server is verified
     * @param user the fields of the user's certificate and key
     */
    public static String of(String cluster, String server, String trust, String user) {
        // quoted: a cluster may be called 2026 or null
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: "%1$s"
                  cluster: {server: "%2$s", %3$s}
                users:
                - name: "%1$s"
                  user: {%4$s}
                contexts:
                - name: "%1$s"
                  context: {cluster: "%1$s", user: "%1$s"}
                current-context: "%1$s"
                """.formatted(cluster, server, trust, user);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
