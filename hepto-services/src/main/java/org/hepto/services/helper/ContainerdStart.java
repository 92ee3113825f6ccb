package org.hepto.services.helper;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Objects;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodePaths;
import org.hepto.services.steps.StepResult;

/** What the node's container runtime is asked for when it starts, and before it stops. */
final class ContainerdStart {
    private static final String PAUSE_ARCHIVE = "/pause.tar";

    private ContainerdStart() {}

    /** A CRI call has to succeed, and the images have to be in: a socket that exists says nothing. */
    static StepResult await(Node node, Waiting waiting) throws IOException, InterruptedException {
        try (ContainerdClient client = new ContainerdClient(NodePaths.CONTAINERD_SOCKET)) {
            waiting.until("a CRI call to " + NodePaths.CONTAINERD_SOCKET, () -> answers(client));
            new ImageImport(node, ContainerdStart::pause, client, waiting).run();
            return new StepResult.Done(client.criVersion());
        }
    }

    private static InputStream pause() {
        return Objects.requireNonNull(ContainerdStart.class.getResourceAsStream(PAUSE_ARCHIVE));
    }

    private static boolean answers(ContainerdClient client) throws IOException {
        client.criVersion();
        return true;
    }

    static StepResult stop(Duration grace) throws IOException {
        try (ContainerdClient client = new ContainerdClient(NodePaths.CONTAINERD_SOCKET)) {
            client.stopContainers(grace);
            return StepResult.Done.SILENT;
        }
    }
}
