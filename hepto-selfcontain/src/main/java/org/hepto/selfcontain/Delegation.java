package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.hepto.utils.Linux;

/**
 * Decides where a node's cgroups begin: in the cgroup that the launcher was started in, if that was delegated to it and
 * can be used, else at the top of the hierarchy. A name says nothing: cron and sshd are services as well, and what they
 * start is not theirs to divide.
 *
 * @param own the cgroup that the launcher was started in
 * @param marked whether the service manager has marked it as delegated to root; see systemd's CGROUP_DELEGATION.md
 * @param writable whether the kernel takes changes in it
 * @param alone whether the launcher is the only process in it: where others are, children get no controllers (EBUSY)
 * @param controllers that it may hand on
 */
record Delegation(Cgroup own, boolean marked, boolean writable, boolean alone, List<String> controllers) {
    private static final List<String> MARKS = List.of("trusted.delegate", "user.delegate");

    /** Looks at the cgroup of this process. */
    static Delegation ofThisProcess() throws IOException {
        Cgroup own = Cgroup.ofThisProcess();
        return own.isCgroup2() ? of(own) : new Delegation(own, false, false, false, List.of());
    }

    static Delegation of(Cgroup own) throws IOException {
        List<String> processes = Files.readAllLines(own.procs());
        return new Delegation(
                own,
                isMarked(own),
                own.refusal().isEmpty(),
                processes.equals(List.of(Long.toString(ProcessHandle.current().pid()))),
                own.controllers());
    }

    /** A user's own service manager marks cgroups too, which are that user's and not root's. */
    private static boolean isMarked(Cgroup own) throws IOException {
        if (!Files.getAttribute(own.path(), "unix:uid").equals(0)) {
            return false;
        }
        for (String mark : MARKS) {
            if (Linux.extendedAttribute(own.path().toString(), mark)
                    .filter("1"::equals)
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Returns the directory in which nodes make theirs. */
    Cgroup base() {
        boolean usable = marked && writable && alone && controllers.containsAll(Cgroup.REQUIRED);
        return usable ? own : new Cgroup(Cgroup.ROOT);
    }

    /**
     * Returns where a node's init goes when it ends, since a cgroup that holds it cannot be removed: back to where the
     * launcher came from. A delegated cgroup refuses processes once nodes have controllers in it (EBUSY): then a leaf
     * beside the nodes, which systemd removes with the service.
     */
    Cgroup wayOut() throws IOException {
        if (!own.equals(base()) || own.path().equals(Cgroup.ROOT)) {
            return own;
        }
        Cgroup leaf = own.child("stopped");
        leaf.create();
        return leaf;
    }
}
