package org.hepto.services.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hepto.selfcontain.CgroupLeaf;

/**
 * Memory of the node's cgroups. It is {@code anon} of memory.stat: file pages are charged to the cgroup that touched
 * them first.
 */
final class CgroupMemory {
    private static final String ANONYMOUS = "anon ";

    private CgroupMemory() {}

    /** Returns bytes of anonymous memory by cgroup; one that isn't there, or goes while it is read, is left out. */
    static Map<String, Long> anonymous(Path cgroups) {
        Map<String, Long> bytes = new LinkedHashMap<>();
        for (CgroupLeaf leaf : CgroupLeaf.values()) {
            try {
                Files.readAllLines(cgroups.resolve(leaf.directory()).resolve("memory.stat")).stream()
                        .filter(line -> line.startsWith(ANONYMOUS))
                        .forEach(line ->
                                bytes.put(leaf.directory(), Long.parseLong(line.substring(ANONYMOUS.length()))));
            } catch (IOException e) {
                // a worker has no control plane
            }
        }
        return bytes;
    }
}
