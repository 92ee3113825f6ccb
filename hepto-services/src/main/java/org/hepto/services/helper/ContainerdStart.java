package org.hepto.services.helper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodePaths;
import org.hepto.services.steps.StepResult;
import org.hepto.utils.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the node's container runtime is asked for when it starts, and before it stops. */
final class ContainerdStart {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerdStart.class);
    private static final String PAUSE_ARCHIVE = "/pause.tar";

    private ContainerdStart() {}

    /** A CRI call has to succeed, and the images have to be in: a socket that exists says nothing. */
    static StepResult await(Node node, Waiting waiting) throws IOException, InterruptedException {
        try (ContainerdClient client = new ContainerdClient(NodePaths.CONTAINERD_SOCKET)) {
            waiting.until("a CRI call to " + NodePaths.CONTAINERD_SOCKET, () -> answers(client));
            List<String> archives = ImportRecord.archives(node);
            Path record = node.paths().importedImages();
            if (!ImportRecord.holds(record, archives, client.imageNames())) {
                importAll(node.config().images(), waiting, client);
                ImportRecord.write(record, archives, client.imageNames());
            }
            return new StepResult.Done(client.criVersion());
        }
    }

    private static void importAll(Path images, Waiting waiting, ContainerdClient client) throws IOException {
        try (InputStream pause = Objects.requireNonNull(ContainerdStart.class.getResourceAsStream(PAUSE_ARCHIVE))) {
            waiting.tell("the import of the pause image");
            client.importImages(pause);
        }
        importArchives(images, waiting, client);
    }

    private static boolean answers(ContainerdClient client) throws IOException {
        client.criVersion();
        return true;
    }

    /** An archive that cannot be read must not keep the node down; it is named in the log. */
    private static void importArchives(Path images, Waiting waiting, ContainerdClient client) throws IOException {
        for (Path archive : ImportRecord.paths(images)) {
            waiting.tell("the import of " + archive.getFileName());
            try (InputStream stream = Files.newInputStream(archive)) {
                client.importImages(stream);
            } catch (IOException e) {
                LOG.warn("{} was not imported: {}", archive, Errors.line(e));
            }
        }
    }

    static StepResult stop(Duration grace) throws IOException {
        try (ContainerdClient client = new ContainerdClient(NodePaths.CONTAINERD_SOCKET)) {
            client.stopContainers(grace);
            return StepResult.Done.SILENT;
        }
    }
}
