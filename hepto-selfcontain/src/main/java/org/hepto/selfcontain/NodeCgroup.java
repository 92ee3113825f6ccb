package org.hepto.selfcontain;

import java.io.IOException;
import java.util.List;

/**
 * The cgroup subtree of a node, {@code hepto/<id>}, with a leaf for each plane. Shims have one of their own: else
 * killing the node plane's would kill the pods.
 */
record NodeCgroup(Cgroup base, Cgroup parent, Cgroup node) {
    static final List<String> LEAVES = List.of("init", "control-plane", "node", "shims", "kubepods");

    static NodeCgroup of(Cgroup base, String id) {
        Cgroup parent = base.child("hepto");
        return new NodeCgroup(base, parent, parent.child(id));
    }

    /**
     * Makes the subtree anew and moves this process to its top, where the cgroup namespace is to begin. Anew, since a
     * directory with controllers enabled refuses processes (EBUSY).
     */
    void enter() throws IOException {
        node.remove();
        node.create();
        node.enter();
        base.enableControllers();
        parent.enableControllers();
    }

    /** After the cgroup namespace was unshared: makes the leaves and steps down into the first. */
    void stepDown() throws IOException {
        for (String leaf : LEAVES) {
            node.child(leaf).create();
        }
        node.child(LEAVES.getFirst()).enter();
        node.enableControllers();
    }
}
