package org.hepto.services.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Judges how many inotify instances and watches root may have, inotify(7). They are limits of the whole host: a user
 * namespace has limits of its own, but what is made in it counts for its creator as well, user_namespaces(7). So a node
 * cannot raise them for itself alone, and only the operator may change the host.
 */
final class InotifyCheck {
    /** Where the kernel has the limits. */
    static final Path LIMITS = Path.of("/proc/sys/fs/inotify");

    /** What a kubelet takes by default ({@code maxPods}). */
    private static final long PODS = 110;

    /** A shim watches the memory of each container; a pod has its sandbox and at least one more. */
    private static final long PER_POD = 2;

    /** Those of a master's own components and of the host's services, all root's. */
    private static final long REST = 36;

    private static final long GOOD_INSTANCES = 1024;

    /** The least that the kernel gives by itself. */
    private static final long LEAST_WATCHES = 8192;

    private static final long GOOD_WATCHES = 65_536;

    private InotifyCheck() {}

    /** Looks at the limits; says nothing of those that cannot be read. */
    static List<CheckResult> of(Path limits) {
        List<CheckResult> results = new ArrayList<>();
        read(limits.resolve("max_user_instances")).ifPresent(limit -> results.add(instances(limit)));
        read(limits.resolve("max_user_watches")).ifPresent(limit -> results.add(watches(limit)));
        return results;
    }

    private static OptionalLong read(Path file) {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty(); // a warning is all that could follow
        }
    }

    /** Judges by whether all pods of a kubelet can have theirs. */
    static CheckResult instances(long limit) {
        String name = "inotify instances";
        if (limit >= PODS * PER_POD + REST) {
            return CheckResult.ok(name, Long.toString(limit));
        }
        return CheckResult.warn(
                name,
                "fs.inotify.max_user_instances is %d, so the pods end at about %d: each container takes one, the pod's own too"
                        .formatted(limit, Math.max(0, limit - REST) / PER_POD),
                raise("fs.inotify.max_user_instances", GOOD_INSTANCES));
    }

    /** Judges by the kernel's own lower bound. */
    static CheckResult watches(long limit) {
        String name = "inotify watches";
        if (limit >= LEAST_WATCHES) {
            return CheckResult.ok(name, Long.toString(limit));
        }
        return CheckResult.warn(
                name,
                "fs.inotify.max_user_watches is %d, which containers, kubelet and the host share".formatted(limit),
                raise("fs.inotify.max_user_watches", GOOD_WATCHES));
    }

    private static String raise(String setting, long value) {
        return "raise it: sysctl -w %s=%d, and the same line in /etc/sysctl.d for the next boot"
                .formatted(setting, value);
    }
}
