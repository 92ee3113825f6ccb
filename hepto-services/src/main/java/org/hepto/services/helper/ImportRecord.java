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
import java.util.SortedMap;
import java.util.TreeMap;
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

    /** Returns what stands for the pause image, which comes with the version. */
    static String version(Node node) {
        return node.version().getFileName().toString();
    }

    /** Returns the archives in a directory by what stands for each, in order; one that changes has another text. */
    static SortedMap<String, Path> archives(Path images) throws IOException {
        SortedMap<String, Path> found = new TreeMap<>();
        if (Files.isDirectory(images)) {
            try (DirectoryStream<Path> archives = Files.newDirectoryStream(images, "*.tar")) {
                for (Path archive : archives) {
                    found.put(text(archive), archive);
                }
            }
        }
        return found;
    }

    private static String text(Path archive) throws IOException {
        return "%s %d %d"
                .formatted(
                        archive.getFileName(),
                        Files.size(archive),
                        Files.getLastModifiedTime(archive).toMillis());
    }

    /** Returns what was imported, if all images are still there that there were then: nothing tells which archive lacks one. */
    static List<String> imported(Path file, Set<String> images) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> imported = new ArrayList<>();
        List<String> had = new ArrayList<>();
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8); // whatever is in it
        for (String line : text.lines().toList()) {
            if (line.startsWith(ARCHIVE)) {
                imported.add(line.substring(ARCHIVE.length()));
            } else if (line.startsWith(IMAGE)) {
                had.add(line.substring(IMAGE.length()));
            }
        }
        return !had.isEmpty() && images.containsAll(had) ? imported : List.of();
    }

    /** Notes what was imported. */
    static void write(Path file, List<String> archives, Collection<String> images) throws IOException {
        StringBuilder text = new StringBuilder();
        archives.forEach(archive -> text.append(ARCHIVE).append(archive).append('\n'));
        new TreeSet<>(images).forEach(image -> text.append(IMAGE).append(image).append('\n'));
        AtomicFile.write(file, text.toString(), 0600);
    }
}
