package org.hepto.services.node;

import java.nio.file.Path;
import org.hepto.pekahi.CertificateFiles;

/**
 * Where certificates and keys are, whether they exist yet or not. A certificate that is renewed keeps its key and its
 * path.
 */
public record PkiFiles(Path directory) {
    /** The certificate that the apiserver serves. */
    public static final String APISERVER = "apiserver";

    /** The apiserver as a client of kubelets. */
    public static final String APISERVER_KUBELET_CLIENT = "apiserver-kubelet-client";

    /** The apiserver as a client of etcd. */
    public static final String APISERVER_ETCD_CLIENT = "apiserver-etcd-client";

    /** The apiserver as a client of aggregated apiservers. */
    public static final String FRONT_PROXY_CLIENT = "front-proxy-client";

    /** What etcd serves, to itself too. */
    public static final String ETCD = "etcd";

    /** The controller manager, as a client and for its health endpoint. */
    public static final String CONTROLLER_MANAGER = "controller-manager";

    /** The scheduler, as a client and for its health endpoint. */
    public static final String SCHEDULER = "scheduler";

    /** What the kubeconfig of the operator holds. */
    public static final String ADMIN = "admin";

    /** The daemon of the master, which makes the first objects of a cluster. */
    public static final String DAEMON = "daemon";

    /** A node: its kubelet both ways, kube-proxy and CoreDNS. */
    public static final String NODE = "node";

    /** The key pair of service account tokens. */
    public static final String SERVICE_ACCOUNT = "sa";

    /** The bundle of authorities whose clients the apiserver accepts. */
    public static final String CLIENT_AUTHORITIES = "client-authorities";

    private static final String CERTIFICATE = ".crt";
    private static final String KEY = ".key";

    /** Returns the files of a certificate and its key. */
    public CertificateFiles leaf(String name) {
        return new CertificateFiles(directory.resolve(name + CERTIFICATE), directory.resolve(name + KEY));
    }

    /** Returns the certificates of an authority: several while it is being replaced. */
    public Path authority(Authority authority) {
        return directory.resolve(authority.file() + CERTIFICATE);
    }

    /** Returns the key of an authority. */
    public Path authorityKey(Authority authority) {
        return directory.resolve(authority.file() + KEY);
    }

    /** Returns the bundle of the authorities whose clients the apiserver accepts. */
    public Path clientAuthorities() {
        return directory.resolve(CLIENT_AUTHORITIES + CERTIFICATE);
    }

    /** Returns the key that signs tokens of service accounts. */
    public Path serviceAccountKey() {
        return directory.resolve(SERVICE_ACCOUNT + KEY);
    }

    /** Returns the keys that verify tokens of service accounts. */
    public Path serviceAccountPublicKeys() {
        return directory.resolve(SERVICE_ACCOUNT + ".pub");
    }
}
