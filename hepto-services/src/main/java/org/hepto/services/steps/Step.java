package org.hepto.services.steps;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hepto.utils.Ipv6Address;

/**
 * A step of a node's life that needs a large library. What is loaded once is held for ever, and a library costs
 * megabytes; so these steps are done by a process that ends.
 */
public sealed interface Step {
    /** Makes the authorities and what belongs to them, if they are missing. */
    record IssueAuthorities(Instant now) implements Step {}

    /** Makes the certificates that are missing, due, or say something else: at least one is asked for. */
    record IssueLeaves(List<Leaf> leaves, Instant now) implements Step {}

    /**
     * Makes the key of this node if there is none, and tells a signing request for it: PEM (RFC 2986), of a few hundred
     * bytes, that names nobody.
     */
    record RequestCertificate() implements Step {}

    /**
     * Signs the certificate of a node, on a master: {@link StepResult.Signed}. Of the request it takes the public key
     * alone.
     *
     * @param csr PEM, from a stranger
     * @param name of the Node object
     * @param mesh the node's address in the mesh
     */
    record SignNode(String csr, String name, Ipv6Address mesh, Instant now) implements Step {}

    /**
     * Puts a certificate that {@link SignNode} made in its place, on the node that it is for, with the authorities that
     * it has to know: {@link StepResult.Issued} with the files that are others now. A certificate that is not this node's,
     * of another authority or not valid changes nothing.
     *
     * @param certificate PEM
     * @param clusterAuthorities PEM, one or several, by which the apiserver is verified
     * @param nodesAuthorities PEM, one or several, by which nodes are verified
     */
    record InstallNodeCertificate(String certificate, String clusterAuthorities, String nodesAuthorities, Instant now)
            implements Step {}

    /**
     * Issues a client certificate with a new key, on a master, and tells a kubeconfig that holds both. Nothing is kept.
     *
     * @param groups none of those that Kubernetes itself gives rights to: {@code system:…}
     * @param server where the kubeconfig says that the apiserver is, such as {@code https://[fd00::1]:6443}
     */
    record IssueUser(String user, List<String> groups, Duration life, String server, Instant now) implements Step {}

    /**
     * Makes a new authority of nodes, on a master, which signs from now on. The ones before are trusted until {@link
     * DropOldNodesAuthority}. Tells the bundle of all, PEM.
     */
    record ReplaceNodesAuthority(Instant now) implements Step {}

    /**
     * Has the apiserver read again which authorities it verifies kubelets by, if it hasn't for five minutes, on a master.
     * Fails if it does not answer.
     */
    record RefreshKubeletTrust() implements Step {}

    /** Ends the trust in all authorities of nodes but the one that signs, on a master. Tells the one, PEM. */
    record DropOldNodesAuthority() implements Step {}

    /** Waits until etcd answers a read. */
    record AwaitEtcd() implements Step {}

    /**
     * Waits until an HTTPS endpoint of the control plane answers 200.
     *
     * @param held for how long it must have done so at each look
     */
    record AwaitHealth(String url, Duration held) implements Step {}

    /** Writes the objects that every cluster has. */
    record ApplyBootstrap() implements Step {}

    /**
     * Makes the Node objects, and what each node needs in the cluster besides, of a list, on a master. Tells in a line what was
     * changed; nothing when all was as it should be.
     *
     * @param complete whether there are to be no others
     */
    record ReconcileNodes(List<NodeSpec> nodes, boolean complete) implements Step {}

    /** Waits until the Node object says that the node is Ready. */
    record AwaitNodeReady() implements Step {}

    /** Waits until containerd serves CRI, imports the images of the node, and tells the version. */
    record AwaitContainerd() implements Step {}

    /**
     * Stops all containers.
     *
     * @param grace how long they may take, then they are killed
     */
    record StopContainers(Duration grace) implements Step {}
}
