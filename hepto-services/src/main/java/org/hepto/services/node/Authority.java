package org.hepto.services.node;

/** The authorities of a cluster. Their keys are on the master alone. */
public enum Authority {
    /** Signs the apiserver, its clients on the master and users; every node verifies the apiserver by it. */
    CLUSTER("ca"),
    /** Signs the nodes. It is apart so that it can be replaced, which is how a node's certificate is revoked. */
    NODES("nodes-ca"),
    /** Signs etcd and its only client. */
    ETCD("etcd-ca"),
    /** Signs the apiserver as a proxy to aggregated apiservers. */
    FRONT_PROXY("front-proxy-ca");

    private final String file;

    Authority(String file) {
        this.file = file;
    }

    /** Returns the name of its files, without their ending. */
    public String file() {
        return file;
    }
}
