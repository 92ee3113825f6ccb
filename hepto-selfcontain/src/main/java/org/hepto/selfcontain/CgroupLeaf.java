package org.hepto.selfcontain;

import java.nio.file.Path;

/** The cgroups of a node, one for each of its parts, below the one that is the root of the hierarchy in its container. */
public enum CgroupLeaf {
    /** Both inits and the daemon. */
    INIT("init"),
    /** etcd, kube-apiserver, kube-controller-manager, kube-scheduler. */
    CONTROL_PLANE("control-plane"),
    /** containerd, kubelet, kube-proxy, CoreDNS. */
    NODE("node"),
    /** One shim for each pod. They have a cgroup of their own: else killing the node plane's would kill the pods. */
    SHIMS("shims"),
    /** The pods, by the name that kubelet gives it. */
    KUBEPODS("kubepods");

    private final String directory;

    CgroupLeaf(String directory) {
        this.directory = directory;
    }

    /** Returns the name of its directory, as users see it. */
    public String directory() {
        return directory;
    }

    /** Returns its directory in the container. */
    public Path path() {
        return Cgroup.ROOT.resolve(directory);
    }
}
