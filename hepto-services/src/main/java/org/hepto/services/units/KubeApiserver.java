package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.pekahi.CertificateFiles;
import org.hepto.pekahi.CertificateSpec;
import org.hepto.pekahi.CertificateUsage;
import org.hepto.services.node.Authority;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodePaths;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Leaf;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Ipv6Address;

/** The cluster's one apiserver. */
final class KubeApiserver extends ComponentUnit {
    static final UnitKey<Nothing> KEY = UnitKey.of("apiserver");

    /** The group that may use every API of a kubelet; bound in bootstrap.yaml. */
    private static final String KUBELET_API_GROUP = "hepto:apiserver";

    private static final String FRONT_PROXY_USER = "front-proxy-client";

    private static final Duration STEADY = Duration.ofSeconds(10);

    private final Steps steps;
    private final List<String> apiNames;

    KubeApiserver(Node node, Steps steps) {
        this(node, steps, node.config().apiNames());
    }

    /**
     * Describes one that is also known outside the cluster.
     *
     * @param apiNames DNS names and addresses that its certificate has besides its own
     */
    KubeApiserver(Node node, Steps steps, List<String> apiNames) {
        super(KEY, PlaneUnit.CONTROL_PLANE, "kube-apiserver", node);
        this.steps = steps;
        this.apiNames = List.copyOf(apiNames);
    }

    @Override
    List<String> arguments() {
        NodePaths paths = node().paths();
        PkiFiles pki = node().pki();
        CertificateFiles serving = pki.leaf(PkiFiles.APISERVER);
        CertificateFiles etcd = pki.leaf(PkiFiles.APISERVER_ETCD_CLIENT);
        CertificateFiles kubelet = pki.leaf(PkiFiles.APISERVER_KUBELET_CLIENT);
        CertificateFiles frontProxy = pki.leaf(PkiFiles.FRONT_PROXY_CLIENT);
        return List.of(
                "--etcd-servers=" + Etcd.URL,
                "--etcd-cafile=" + pki.authority(Authority.ETCD),
                "--etcd-certfile=" + etcd.certificate(),
                "--etcd-keyfile=" + etcd.key(),
                // all addresses: mesh, host side and public; the packet filter says what gets through
                "--bind-address=::",
                "--secure-port=" + Node.API_PORT,
                // the one address that stays when the public one changes
                "--advertise-address=" + node().mesh(),
                "--tls-cert-file=" + serving.certificate(),
                "--tls-private-key-file=" + serving.key(),
                "--tls-min-version=VersionTLS12",
                "--tls-cipher-suites=" + TlsSuites.LIST,
                "--client-ca-file=" + pki.clientAuthorities(),
                "--anonymous-auth=false",
                "--authorization-mode=Node,RBAC",
                // externalIPs let every author of a Service take over an address (CVE-2020-8554)
                "--enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs",
                "--admission-control-config-file=" + admissionFile(),
                // CNI, CSI and the like; PodSecurity decides in which namespaces
                "--allow-privileged=true",
                "--encryption-provider-config=" + paths.encryption(),
                "--audit-policy-file=" + auditPolicyFile(),
                "--audit-log-path=" + paths.logs().resolve("audit.log"),
                "--audit-log-maxsize=10",
                "--audit-log-maxbackup=9",
                "--audit-log-maxage=30",
                "--profiling=false",
                // not upstream's: the OpenAPI documents are built once for a version, and read from there
                "--openapi-documents=" + node().version().resolve("openapi-documents.zip"),
                "--kubelet-client-certificate=" + kubelet.certificate(),
                "--kubelet-client-key=" + kubelet.key(),
                "--kubelet-certificate-authority=" + pki.authority(Authority.NODES),
                // node names are in no DNS
                "--kubelet-preferred-address-types=InternalIP",
                "--service-cluster-ip-range=" + node().network().services(),
                // a token lives for the hour that it says, not for a year
                "--service-account-extend-token-expiration=false",
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-account-key-file=" + pki.serviceAccountPublicKeys(),
                "--service-account-signing-key-file=" + pki.serviceAccountKey(),
                "--requestheader-client-ca-file=" + pki.authority(Authority.FRONT_PROXY),
                "--requestheader-allowed-names=" + FRONT_PROXY_USER,
                "--requestheader-extra-headers-prefix=X-Remote-Extra-",
                "--requestheader-group-headers=X-Remote-Group",
                "--requestheader-username-headers=X-Remote-User",
                "--proxy-client-cert-file=" + frontProxy.certificate(),
                "--proxy-client-key-file=" + frontProxy.key());
    }

    private Path admissionFile() {
        return node().paths().controlPlane().resolve("admission.yaml");
    }

    private Path auditPolicyFile() {
        return node().paths().controlPlane().resolve("audit-policy.yaml");
    }

    @Override
    List<Leaf> certificates(List<Ipv6Address> publicAddresses) {
        List<Ipv6Address> addresses = new ArrayList<>(publicAddresses);
        addresses.addAll(List.of(
                node().mesh(),
                node().hostSide(),
                Ipv6Address.LOOPBACK,
                node().network().apiService()));
        apiNames.stream()
                .filter(KubeApiserver::isAddress)
                .map(Ipv6Address::parse)
                .forEach(addresses::add);
        CertificateSpec serving = CertificateSpec.of("kube-apiserver", CertificateUsage.SERVER)
                .dns(
                        "kubernetes",
                        "kubernetes.default",
                        "kubernetes.default.svc",
                        "kubernetes.default.svc.cluster.local",
                        "localhost",
                        node().name())
                .dns(apiNames.stream().filter(name -> !isAddress(name)).toArray(String[]::new))
                .ip(addresses.toArray(Ipv6Address[]::new));
        CertificateSpec kubelet = Leaf.client("hepto-apiserver").organisation(KUBELET_API_GROUP);
        return List.of(
                Leaf.of(PkiFiles.APISERVER, serving, Authority.CLUSTER),
                Leaf.of(PkiFiles.APISERVER_KUBELET_CLIENT, kubelet, Authority.CLUSTER),
                Leaf.of(PkiFiles.APISERVER_ETCD_CLIENT, Leaf.client("hepto-apiserver"), Authority.ETCD),
                Leaf.of(PkiFiles.FRONT_PROXY_CLIENT, Leaf.client(FRONT_PROXY_USER), Authority.FRONT_PROXY));
    }

    private static boolean isAddress(String name) {
        return name.indexOf(':') >= 0;
    }

    @Override
    void writeFiles(UnitContext context) throws IOException {
        Files.createDirectories(node().paths().controlPlane());
        Files.createDirectories(node().paths().logs());
        // its turn comes when etcd serves
        AtomicFile.write(node().paths().databaseMade(), "", 0600);
        AtomicFile.write(admissionFile(), """
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
        // who did what, without bodies; the reads of the components themselves would fill the log with noise, but who
        // reads a Secret is told in any case
        AtomicFile.write(auditPolicyFile(), """
                apiVersion: audit.k8s.io/v1
                kind: Policy
                omitStages: [RequestReceived]
                rules:
                - level: Metadata
                  resources: [{group: "", resources: [secrets, serviceaccounts/token]}]
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
        return List.of(PlaneUnit.CONTROL_PLANE, Etcd.KEY);
    }

    @Override
    Liveness liveness() {
        return Liveness.tls(Node.API_PORT);
    }

    @Override
    void awaitReady(UnitContext context) throws Exception {
        HelperStep.await(context, steps, ready(node(), Duration.ZERO), PATIENCE);
    }

    /**
     * Waits until the apiserver has been ready for ten seconds. On a host that has no time it is ready for moments only, and
     * what starts then gives up.
     */
    static Step steady(Node node) {
        return ready(node, STEADY);
    }

    private static Step ready(Node node, Duration held) {
        return new Step.AwaitHealth(node.apiUrl() + "/readyz", held);
    }
}
