package org.hepto.services.gossip;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hepto.sml.Bytes;

/** What the nodes of the cluster know in common. Each call reads what is known at that moment; nothing is kept. For all threads. */
public interface ClusterView {
    /** Returns what the authority says about the cluster, once that has come. */
    Optional<ClusterRecord> cluster();

    /** Returns the nodes on the roster about which the authority has said something, by name. */
    List<AdmittedNode> nodes();

    /** Returns one of them. */
    Optional<AdmittedNode> node(String name);

    /** Returns the one that carries the control plane. */
    default Optional<AdmittedNode> master() {
        return nodes().stream().filter(node -> node.record().master()).findFirst();
    }

    /** Returns the names of all that are on the roster. */
    Set<String> roster();

    /** Returns the name under which an identity is on the roster. */
    Optional<String> nameOf(Bytes identity);

    /** Returns the requests that can be read, by the fingerprint of who asks. */
    Map<String, JoinRequest> requests();

    /** Returns why the authority does not grant a request, if it has said so. */
    Optional<String> refusal(String fingerprint);

    /** Returns the digest of the certificate that a node says it works with, as {@link InstalledCertificate#digest} makes it. */
    Optional<String> installed(String name);
}
