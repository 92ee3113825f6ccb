package org.hepto.services.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hepto.selfcontain.CgroupLeaf;

/**
 * Memory of the node's cgroups. It is {@code anon} of memory.stat: file pages are charged to whoever touched them
 * first.
 */
public final class Memory {
    private Memory() {}

    /** Bytes of anonymous memory by cgroup; those that are not there are left out. */
    public static Map<String, Long> anonymous(Path cgroups) throws IOException {
        Map<String, Long> bytes = new LinkedHashMap<>();
        for (CgroupLeaf leaf : CgroupLeaf.values()) {
            Path file = cgroups.resolve(leaf.directory()).resolve("memory.stat");
            if (Files.exists(file)) {
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("anon "))
                        .forEach(line -> bytes.put(leaf.directory(), Long.parseLong(line.substring("anon ".length()))));
            }
        }
        return bytes;
    }
}
