package org.hepto.services.helper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hepto.services.node.Node;
import org.hepto.utils.AtomicFile;

/**
 * Which archives were imported, and which images containerd had then. The import of gigabytes at each start is spared as
 * long as no archive is another one and no image is gone: a kubelet removes images when the disk is nearly full.
 */
final class ImportRecord {
    private static final String ARCHIVE = "archive ";
    private static final String IMAGE = "image ";

    private ImportRecord() {}

    /** Returns the archives of the host, in order; an archive that changes has another text. */
    static List<String> archives(Node node) throws IOException {
        List<String> found = new ArrayList<>();
        // the pause image comes with the version
        found.add(node.version().getFileName().toString());
        for (Path archive : paths(node.config().images())) {
            found.add("%s %d %d"
                    .formatted(
                            archive.getFileName(),
                            Files.size(archive),
                            Files.getLastModifiedTime(archive).toMillis()));
        }
        return found;
    }

    /** Returns the paths of the archives in a directory, in order; none if there is no directory. */
    static List<Path> paths(Path images) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(images)) {
            try (DirectoryStream<Path> archives = Files.newDirectoryStream(images, "*.tar")) {
                archives.forEach(found::add);
            }
        }
        found.sort(null);
        return found;
    }

    /** Tells whether an import would bring nothing new. */
    static boolean holds(Path file, List<String> archives, Set<String> images) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        List<String> imported = new ArrayList<>();
        List<String> had = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (line.startsWith(ARCHIVE)) {
                imported.add(line.substring(ARCHIVE.length()));
            } else if (line.startsWith(IMAGE)) {
                had.add(line.substring(IMAGE.length()));
            }
        }
        return imported.equals(archives) && !had.isEmpty() && images.containsAll(had);
    }

    /** Notes what was imported. */
    static void write(Path file, List<String> archives, Collection<String> images) throws IOException {
        StringBuilder text = new StringBuilder();
        archives.forEach(archive -> text.append(ARCHIVE).append(archive).append('\n'));
        new TreeSet<>(images).forEach(image -> text.append(IMAGE).append(image).append('\n'));
        AtomicFile.write(file, text.toString(), 0600);
    }
}
