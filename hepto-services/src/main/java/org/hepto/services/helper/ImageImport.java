package org.hepto.services.helper;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.hepto.services.node.Node;
import org.hepto.utils.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The import of the images that come with the version or are in the host's directory. Each archive is noted as soon as it is
 * in: where all of them take longer than a start may, the next one goes on with the rest, and what has failed since the disk
 * was full is tried again.
 */
final class ImageImport {
    private static final Logger LOG = LoggerFactory.getLogger(ImageImport.class);

    /** Holds the images of a node. */
    interface Images {
        /** Returns the names of all images, with their tags. */
        Set<String> imageNames() throws IOException;

        /** Imports every image of an OCI or Docker archive under the names in it. */
        void importImages(InputStream archive) throws IOException;
    }

    /** Has the archive of the pause image. */
    @FunctionalInterface
    interface Pause {
        /** Opens it. */
        InputStream open() throws IOException;
    }

    private final Path record;
    private final Pause pause;
    private final String version;
    private final Path directory;
    private final Images images;
    private final Waiting waiting;

    ImageImport(Node node, Pause pause, Images images, Waiting waiting) {
        this.pause = pause;
        this.record = node.paths().importedImages();
        this.version = ImportRecord.version(node);
        this.directory = node.config().images();
        this.images = images;
        this.waiting = waiting;
    }

    /** Imports what is not in. An archive that cannot be read must not keep the node down; it is named in the log. */
    void run() throws IOException {
        SortedMap<String, Path> archives = ImportRecord.archives(directory);
        List<String> in = new ArrayList<>(ImportRecord.imported(record, images.imageNames()));
        in.removeIf(text -> !text.equals(version) && !archives.containsKey(text)); // of earlier versions and archives
        if (!in.contains(version)) {
            waiting.tell("the import of the pause image");
            try (InputStream stream = pause.open()) {
                images.importImages(stream);
            }
            note(version, in);
        }
        for (Map.Entry<String, Path> entry : archives.entrySet()) {
            Path archive = entry.getValue();
            if (in.contains(entry.getKey())) {
                continue;
            }
            waiting.tell("the import of " + archive.getFileName());
            try (InputStream stream = Files.newInputStream(archive)) {
                images.importImages(stream);
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e; // given up: nothing is wrong with the archive
                }
                LOG.warn("{} was not imported: {}", archive, Errors.line(e));
                continue;
            }
            note(entry.getKey(), in);
        }
    }

    private void note(String archive, List<String> in) throws IOException {
        in.add(archive);
        ImportRecord.write(record, in, images.imageNames());
    }
}
