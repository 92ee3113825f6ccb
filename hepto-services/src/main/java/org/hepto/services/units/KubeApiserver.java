package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.pekahi.CertificateFiles;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodePaths;
import org.hepto.utils.AtomicFile;

/** The cluster's one apiserver. */
final class KubeApiserver extends ComponentUnit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("apiserver");

    private final Node node;

    KubeApiserver(Node node) {
        super(KEY, PlaneUnit.CONTROL_PLANE, "kube-apiserver");
        this.node = node;
    }

    static PlaneUnit.Component component(Node node) {
        NodePaths paths = node.paths();
        Credentials.Files pki = new Credentials.Files(paths.pki());
        CertificateFiles serving = pki.files(Credentials.APISERVER);
        CertificateFiles etcd = pki.files(Credentials.ETCD_CLIENT);
        CertificateFiles kubelet = pki.files(Credentials.KUBELET_CLIENT);
        CertificateFiles frontProxy = pki.files(Credentials.FRONT_PROXY_CLIENT);
        return new PlaneUnit.Component(
                "kube-apiserver",
                List.of(
                        "--etcd-servers=" + Etcd.URL,
                        "--etcd-cafile=" + pki.authority(Credentials.ETCD_CA),
                        "--etcd-certfile=" + etcd.certificate(),
                        "--etcd-keyfile=" + etcd.key(),
                        // all addresses: mesh, host side and public; the packet filter says what gets through
                        "--bind-address=::",
                        "--secure-port=" + Node.API_PORT,
                        // the one address that stays when the public one changes
                        "--advertise-address=" + node.mesh(),
                        "--tls-cert-file=" + serving.certificate(),
                        "--tls-private-key-file=" + serving.key(),
                        "--tls-min-version=VersionTLS12",
                        "--client-ca-file=" + pki.authority(Credentials.CA),
                        "--anonymous-auth=false",
                        "--authorization-mode=Node,RBAC",
                        "--enable-admission-plugins=NodeRestriction",
                        "--admission-control-config-file=" + admissionFile(node),
                        // CNI, CSI and the like; PodSecurity decides in which namespaces
                        "--allow-privileged=true",
                        "--encryption-provider-config=" + paths.encryption(),
                        "--audit-policy-file=" + auditPolicyFile(node),
                        "--audit-log-path=" + paths.logs().resolve("audit.log"),
                        "--audit-log-maxsize=10",
                        "--audit-log-maxbackup=3",
                        "--profiling=false",
                        // not upstream's: the OpenAPI documents are built once for a version, and read from there
                        "--openapi-documents=" + node.version().resolve("openapi-documents.zip"),
                        "--kubelet-client-certificate=" + kubelet.certificate(),
                        "--kubelet-client-key=" + kubelet.key(),
                        "--kubelet-certificate-authority=" + pki.authority(Credentials.CA),
                        // node names are in no DNS
                        "--kubelet-preferred-address-types=InternalIP",
                        "--service-cluster-ip-range=" + node.network().services(),
                        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                        "--service-account-key-file=" + paths.pki().resolve(Credentials.SERVICE_ACCOUNT + ".pub"),
                        "--service-account-signing-key-file="
                                + paths.pki().resolve(Credentials.SERVICE_ACCOUNT + ".key"),
                        "--requestheader-client-ca-file=" + pki.authority(Credentials.FRONT_PROXY_CA),
                        "--requestheader-allowed-names=front-proxy-client",
                        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
                        "--requestheader-group-headers=X-Remote-Group",
                        "--requestheader-username-headers=X-Remote-User",
                        "--proxy-client-cert-file=" + frontProxy.certificate(),
                        "--proxy-client-key-file=" + frontProxy.key()),
                () -> configure(node));
    }

    private static Path admissionFile(Node node) {
        return node.paths().controlPlane().resolve("admission.yaml");
    }

    private static Path auditPolicyFile(Node node) {
        return node.paths().controlPlane().resolve("audit-policy.yaml");
    }

    /** Writes its configuration files. */
    private static void configure(Node node) throws IOException {
        Files.createDirectories(node.paths().logs());
        AtomicFile.write(admissionFile(node), """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AdmissionConfiguration
                plugins:
                - name: PodSecurity
                  configuration:
                    apiVersion: pod-security.admission.config.k8s.io/v1
                    kind: PodSecurityConfiguration
                    defaults: {enforce: baseline, enforce-version: latest, warn: restricted, warn-version: latest}
                    exemptions: {namespaces: [kube-system]}
                """, 0600);
        // who did what, without bodies; the reads of the components themselves would fill the log with noise
        AtomicFile.write(auditPolicyFile(node), """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules:
                - level: None
                  userGroups: [system:nodes, hepto:apiserver]
                  verbs: [get, list, watch]
                - level: None
                  users: [system:kube-controller-manager, system:kube-scheduler, system:apiserver]
                  verbs: [get, list, watch]
                - level: None
                  resources: [{group: coordination.k8s.io, resources: [leases]}]
                - level: None
                  nonResourceURLs: [/healthz*, /readyz*, /livez*, /version]
                - level: Metadata
                """, 0600);
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(PlaneUnit.CONTROL_PLANE, Credentials.KEY, Etcd.KEY);
    }

    @Override
    Nothing awaitReady(UnitContext context) throws Exception {
        context.await(Health.https(node.apiUrl() + "/readyz", context.get(Credentials.KEY)), PATIENCE);
        return Nothing.NOTHING;
    }
}
