package org.hepto.services.local;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.hepto.services.node.ConfigException;
import org.hepto.utils.AtomicFile;

/**
 * What was made for a local cluster, in a file of the cluster's directory: nothing else is ever stopped or deleted.
 *
 * @param link whether the cluster has a link of its own
 * @param processes by the names of their nodes
 */
record LocalRecord(boolean link, Map<String, LocalProcess> processes) {
    private static final String FILE = "up.properties";
    private static final String PROCESS = "process.";

    LocalRecord {
        processes = Collections.unmodifiableMap(new LinkedHashMap<>(processes));
    }

    static Path file(Path directory) {
        return directory.resolve(FILE);
    }

    LocalRecord with(String name, LocalProcess process) {
        Map<String, LocalProcess> more = new LinkedHashMap<>(processes);
        more.put(name, process);
        return new LocalRecord(link, more);
    }

    void write(Path directory) throws IOException {
        StringBuilder text = new StringBuilder("# made by hepto up; hepto down needs it\nlink=%s\n".formatted(link));
        processes.forEach((name, process) -> text.append("%s%s=%s\n".formatted(PROCESS, name, process.format())));
        AtomicFile.write(file(directory), text.toString(), 0600);
    }

    /** @throws ConfigException if the file is no such record */
    static LocalRecord read(Path directory) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file(directory))));
        Map<String, LocalProcess> processes = new LinkedHashMap<>();
        try {
            for (String key : new TreeSet<>(properties.stringPropertyNames())) {
                if (key.startsWith(PROCESS)) {
                    processes.put(key.substring(PROCESS.length()), LocalProcess.parse(properties.getProperty(key)));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "%s is corrupt; stop the nodes and delete %s yourself".formatted(file(directory), directory), e);
        }
        return new LocalRecord(Boolean.parseBoolean(properties.getProperty("link")), processes);
    }
}
