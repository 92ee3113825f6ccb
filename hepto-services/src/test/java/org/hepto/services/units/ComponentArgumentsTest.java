package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.hepto.services.node.Node;
import org.hepto.services.node.Role;
import org.hepto.services.node.TestNodes;
import org.hepto.utils.Ipv6Address;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The arguments and files of the upstream components, as far as something depends on them. */
class ComponentArgumentsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private final StandingContext context = new StandingContext();

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @SuppressWarnings("NullAway.Init")
    private String directory;

    @BeforeEach
    void makeDirectories() throws IOException {
        node = TestNodes.master(data);
        directory = node.paths().data().toString();
        Files.createDirectories(node.paths().controlPlane());
        Files.createDirectories(node.paths().node());
        context.publish(Nameservers.KEY, new Nameservers.Known(List.of()));
    }

    private List<ComponentUnit> components() {
        return List.of(
                new Etcd(node, NoSteps.STEPS),
                new KubeApiserver(node, NoSteps.STEPS),
                new KubeControllerManager(node, NoSteps.STEPS),
                new KubeScheduler(node, NoSteps.STEPS),
                new Containerd(node, NoSteps.STEPS),
                new Kubelet(node),
                new KubeProxy(node),
                new CoreDns(node));
    }

    private Map<?, ?> file(ComponentUnit component, String name) throws IOException {
        component.writeFiles(context);
        return TestNodes.yaml(Path.of(directory, name));
    }

    @Test
    void namesAreThoseOfTheUpstreamExecutable() {
        assertThat(components())
                .extracting(ComponentUnit::component)
                .containsExactly(
                        "etcd",
                        "kube-apiserver",
                        "kube-controller-manager",
                        "kube-scheduler",
                        "containerd",
                        "kubelet",
                        "kube-proxy",
                        "coredns");
    }

    /** Other users can read command lines; the files are for root. */
    @Test
    void noSecretStandsInAnArgumentOrInAConfigurationFile() throws Exception {
        IssuedNode.issueAll(node, Instant.now());
        List<String> secrets = new ArrayList<>(List.of(TestNodes.KEY.toHex(), "PRIVATE KEY"));
        try (Stream<Path> files = Files.list(node.paths().pki())) {
            for (Path key : files.filter(f -> f.toString().endsWith(".key")).toList()) {
                Files.readAllLines(key).stream()
                        .filter(line -> !line.startsWith("-"))
                        .forEach(secrets::add);
            }
        }
        assertThat(secrets).hasSizeGreaterThan(12);

        List<String> seen = new ArrayList<>();
        for (ComponentUnit component : components()) {
            seen.addAll(component.arguments());
            component.writeFiles(context);
        }
        List<Path> written = new ArrayList<>();
        for (Path parent : List.of(node.paths().controlPlane(), node.paths().node())) {
            try (Stream<Path> files = Files.list(parent)) {
                files.forEach(written::add);
            }
        }
        assertThat(written).hasSize(11);
        for (Path file : written) {
            seen.add(Files.readString(file));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .as(file.toString())
                    .isEqualTo("rw-------");
        }
        assertThat(seen).allSatisfy(text -> assertThat(text).doesNotContain(secrets));
    }

    @Test
    void etcdAsksForCertificatesAndListensOnLoopback() throws IOException {
        Map<?, ?> config = file(new Etcd(node, NoSteps.STEPS), "control-plane/etcd.yaml");
        Map<String, Object> tls = Map.of(
                "cert-file", directory + "/pki/etcd.crt",
                "key-file", directory + "/pki/etcd.key",
                "trusted-ca-file", directory + "/pki/etcd-ca.crt",
                "client-cert-auth", true);
        assertThat(config.get("listen-client-urls")).isEqualTo("https://[::1]:2379");
        assertThat(config.get("listen-peer-urls")).isEqualTo("https://[::1]:2380");
        assertThat(config.get("initial-cluster")).isEqualTo("n1=https://[::1]:2380");
        assertThat(config.get("data-dir")).isEqualTo(directory + "/etcd");
        assertThat(config.get("snapshot-catchup-entries")).isEqualTo(100);
        assertThat(config.get("client-transport-security")).isEqualTo(tls);
        assertThat(config.get("peer-transport-security")).isEqualTo(tls);
    }

    // a label that YAML takes for something else when it is not quoted
    @Test
    void nodeOfAnyNameIsReadAsText() throws IOException {
        for (String name : List.of("1", "1e3", "null", "true")) {
            node = TestNodes.node(TestNodes.config(Role.MASTER, "test", name, data));
            directory = node.paths().data().toString();
            Files.createDirectories(node.paths().controlPlane());
            Files.createDirectories(node.paths().node());
            assertThat(file(new Etcd(node, NoSteps.STEPS), "control-plane/etcd.yaml")
                            .get("name"))
                    .isEqualTo(name);
            assertThat(file(new KubeProxy(node), "node/kube-proxy.yaml").get("hostnameOverride"))
                    .isEqualTo(name);
        }
    }

    @Test
    void apiserverTrustsNobodyUnasked() {
        assertThat(new KubeApiserver(node, NoSteps.STEPS).arguments())
                .contains(
                        "--anonymous-auth=false",
                        "--authorization-mode=Node,RBAC",
                        "--enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs",
                        "--admission-control-config-file=" + directory + "/control-plane/admission.yaml",
                        "--client-ca-file=" + directory + "/pki/client-authorities.crt",
                        "--kubelet-certificate-authority=" + directory + "/pki/nodes-ca.crt",
                        "--requestheader-client-ca-file=" + directory + "/pki/front-proxy-ca.crt",
                        "--requestheader-allowed-names=front-proxy-client",
                        "--tls-min-version=VersionTLS12",
                        "--profiling=false");
    }

    @Test
    void apiserverEncryptsSecretsAndAudits() {
        assertThat(new KubeApiserver(node, NoSteps.STEPS).arguments())
                .contains(
                        "--encryption-provider-config=" + directory + "/control-plane/encryption.yaml",
                        "--audit-policy-file=" + directory + "/control-plane/audit-policy.yaml",
                        "--audit-log-path=" + directory + "/log/audit.log",
                        "--audit-log-maxsize=10",
                        "--audit-log-maxbackup=9",
                        "--audit-log-maxage=30");
    }

    @Test
    void apiserverKeepsItsDocumentsWithTheVersionThatBuiltThem() {
        assertThat(new KubeApiserver(node, NoSteps.STEPS).arguments())
                .contains("--openapi-documents=" + node.version() + "/openapi-documents.zip");
    }

    @Test
    void apiserverIsFoundAtTheMeshAddress() {
        assertThat(new KubeApiserver(node, NoSteps.STEPS).arguments())
                .contains(
                        "--advertise-address=" + node.mesh(),
                        "--secure-port=6443",
                        "--service-cluster-ip-range=" + node.network().services(),
                        "--etcd-servers=https://[::1]:2379",
                        "--etcd-certfile=" + directory + "/pki/apiserver-etcd-client.crt",
                        "--kubelet-preferred-address-types=InternalIP");
    }

    @Test
    void podsGetTheBaselineOfPodSecurity() throws IOException {
        Map<?, ?> admission = file(new KubeApiserver(node, NoSteps.STEPS), "control-plane/admission.yaml");
        assertThat(admission.toString())
                .contains("name=PodSecurity", "enforce=baseline", "exemptions={namespaces=[kube-system]}");
    }

    @Test
    void auditKeepsWhoDidWhatWithoutBodies() throws IOException {
        Map<?, ?> policy = file(new KubeApiserver(node, NoSteps.STEPS), "control-plane/audit-policy.yaml");
        assertThat(policy.get("rules"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .endsWith(Map.of("level", "Metadata"))
                .asString()
                .doesNotContain("Request");
        assertThat(node.paths().logs()).isDirectory();
    }

    @Test
    void controllersOfTheOnlyMasterElectNoLeader() {
        for (ComponentUnit component :
                List.of(new KubeControllerManager(node, NoSteps.STEPS), new KubeScheduler(node, NoSteps.STEPS))) {
            String kubeconfig = "%s/control-plane/%s.kubeconfig"
                    .formatted(directory, component.component().replace("kube-", ""));
            assertThat(component.arguments())
                    .contains(
                            "--leader-elect=false",
                            "--bind-address=::1",
                            "--profiling=false",
                            "--kubeconfig=" + kubeconfig,
                            "--authentication-kubeconfig=" + kubeconfig,
                            "--authorization-kubeconfig=" + kubeconfig);
        }
    }

    @Test
    void controllerManagerLeavesPodRangesToTheAuthority() {
        assertThat(new KubeControllerManager(node, NoSteps.STEPS).arguments())
                .contains("--allocate-node-cidrs=false", "--use-service-account-credentials=true")
                .noneMatch(argument -> argument.startsWith("--cluster-cidr"));
    }

    @Test
    void kubeletIsReachedByTheMeshAndAsksTheApiserverWhoMay() throws IOException {
        ComponentUnit kubelet = new Kubelet(node);
        assertThat(kubelet.arguments())
                .contains(
                        "--node-ip=" + node.mesh(),
                        "--hostname-override=n1",
                        "--root-dir=" + directory + "/kubelet",
                        "--kubeconfig=" + directory + "/node/kubeconfig");
        Map<?, ?> config = file(kubelet, "node/kubelet.yaml");
        assertThat(config.get("address")).isEqualTo(node.mesh().toString());
        assertThat(config.get("authentication"))
                .isEqualTo(Map.of(
                        "anonymous", Map.of("enabled", false),
                        "webhook", Map.of("enabled", true),
                        "x509", Map.of("clientCAFile", directory + "/pki/ca.crt")));
        assertThat(config.get("authorization")).isEqualTo(Map.of("mode", "Webhook"));
        assertThat(config.get("readOnlyPort")).isEqualTo(0);
        assertThat(config.get("healthzBindAddress")).isEqualTo("::1");
        assertThat(config.get("seccompDefault")).isEqualTo(true);
        assertThat(config.get("makeIPTablesUtilChains")).isEqualTo(false);
        assertThat(config.get("clusterDNS"))
                .isEqualTo(List.of(node.network().dnsService().toString()));
        assertThat(config.get("podLogsDir")).isEqualTo(directory + "/log/pods");
        assertThat(config.get("evictionHard")).asString().contains("nodefs.available=5%", "imagefs.available=5%");
    }

    @Test
    void proxyLeavesTheHostsConntrackAlone() throws IOException {
        Map<?, ?> config = file(new KubeProxy(node), "node/kube-proxy.yaml");
        assertThat(config.get("mode")).isEqualTo("nftables");
        assertThat(config.get("detectLocalMode")).isEqualTo("ClusterCIDR");
        assertThat(config.get("clusterCIDR")).isEqualTo(node.network().pods().toString());
        assertThat(config.get("conntrack"))
                .isEqualTo(
                        Map.of("maxPerCore", 0, "min", 0, "tcpEstablishedTimeout", "0s", "tcpCloseWaitTimeout", "0s"));
        assertThat(config.get("healthzBindAddress")).isEqualTo("[::1]:10256");
    }

    @Test
    void auditTellsWhoReadsSecretsBeforeAnyRuleThatIsSilent() throws IOException {
        Map<?, ?> policy = file(new KubeApiserver(node, NoSteps.STEPS), "control-plane/audit-policy.yaml");
        assertThat(policy.get("rules"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .first()
                .isEqualTo(Map.of(
                        "level",
                        "Metadata",
                        "resources",
                        List.of(Map.of("group", "", "resources", List.of("secrets", "serviceaccounts/token")))));
    }

    @Test
    void podsLeaveRoomForHeptoAndTheHost() throws IOException {
        assertThat(file(new Kubelet(node), "node/kubelet.yaml").get("kubeReserved"))
                .isEqualTo(Map.of("cpu", "100m", "memory", "350Mi"));
        node = TestNodes.node(data);
        assertThat(file(new Kubelet(node), "node/kubelet.yaml").get("kubeReserved"))
                .isEqualTo(Map.of("cpu", "100m", "memory", "150Mi"));
    }

    /** A host that asks the cluster's DNS for the cluster's names. */
    @Test
    void dnsDoesNotAskItself() throws IOException {
        context.publish(
                Nameservers.KEY,
                new Nameservers.Known(List.of(node.network().dnsService(), Ipv6Address.parse("2001:db8::53"))));
        new CoreDns(node).writeFiles(context);
        assertThat(node.paths().node().resolve("Corefile.forward")).content().contains("    forward . 2001:db8::53\n");
    }

    @Test
    void changeOfNameserversLeavesAloneWhatDnsKnowsOfTheCluster() throws IOException {
        CoreDns dns = new CoreDns(node);
        dns.writeFiles(context);
        Path first = node.paths().node().resolve("Corefile");
        Path second = node.paths().node().resolve("Corefile.forward");
        assertThat(second).content().doesNotContain("forward").contains("reload");
        Files.delete(first);
        context.publish(Nameservers.KEY, new Nameservers.Known(List.of(Ipv6Address.parse("2001:db8:2::1"))));
        dns.changed(context, Nameservers.KEY);
        assertThat(second).content().contains("    forward . 2001:db8:2::1\n");
        assertThat(first).doesNotExist();
    }

    @Test
    void dnsAnswersOnTheMeshAddressAlone() throws IOException {
        new CoreDns(node).writeFiles(context);
        assertThat(node.paths().node().resolve("Corefile"))
                .content()
                .contains("bind " + node.mesh() + "\n", "ready [::1]:8181\n", "kubeconfig " + directory);
    }

    @Test
    void containerdKeepsShimsOutOfThePlanesCgroup() throws IOException {
        new Containerd(node, NoSteps.STEPS).writeFiles(context);
        assertThat(node.paths().cni()).isDirectory();
        assertThat(node.paths().node().resolve("containerd.toml"))
                .content()
                .contains(
                        "ShimCgroup = '/shims'",
                        "root = '%s/containerd'".formatted(directory),
                        "conf_dir = '%s/cni'".formatted(directory),
                        "BinaryName = '%s/runc'".formatted(node.bin()),
                        "config_path = '%s/registries'".formatted(data),
                        "sandbox = 'registry.k8s.io/pause:hepto'");
    }
}
