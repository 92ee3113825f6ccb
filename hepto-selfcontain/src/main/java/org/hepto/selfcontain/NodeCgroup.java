package org.hepto.selfcontain;

import java.io.IOException;

/** The cgroup subtree of a node, {@code hepto/<id>}, with the directories of {@link CgroupLeaf}. */
record NodeCgroup(Cgroup base, Cgroup parent, Cgroup node) {
    /** The cgroup of all nodes that begin in one place. */
    static final String PARENT = "hepto";

    static NodeCgroup of(Cgroup base, String id) {
        Cgroup parent = base.child(PARENT);
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
        for (CgroupLeaf leaf : CgroupLeaf.values()) {
            node.child(leaf.directory()).create();
        }
        node.child(CgroupLeaf.INIT.directory()).enter();
        node.enableControllers();
    }
}
