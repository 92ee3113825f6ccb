package org.hepto.services.helper;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.StepResult;

/**
 * The authorities that the apiserver verifies kubelets by. It reads them again before a request that it passes on, but not
 * before exec, attach and port-forward, which take what was read last ({@code atomicTransportHolder.WrappedRoundTripper} of
 * client-go).
 */
final class KubeletTrust {
    private KubeletTrust() {}

    static StepResult refresh(Node node) throws IOException {
        try (KubernetesClient client = KubeClients.of(node, PkiFiles.DAEMON)) {
            client.raw("/api/v1/nodes/%s/proxy/healthz".formatted(node.name()));
            return StepResult.Done.SILENT;
        } catch (KubernetesClientException e) {
            if (e.getCode() > 0) {
                return StepResult.Done.SILENT; // it has tried, whatever the kubelet said
            }
            throw KubeClients.failure(e);
        }
    }
}
