package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.hepto.daeman.FatalUnitException;
import org.hepto.daeman.Time;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.pekahi.CertificateAuthority;
import org.hepto.pekahi.CertificateFiles;
import org.hepto.pekahi.CertificateProfile;
import org.hepto.pekahi.CertificateSpec;
import org.hepto.pekahi.CertificateUsage;
import org.hepto.pekahi.ClockCheck;
import org.hepto.pekahi.PkiDirectory;
import org.hepto.pekahi.PkiException;
import org.hepto.services.node.Errors;
import org.hepto.services.node.Node;
import org.hepto.services.node.NodePaths;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Ipv6Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authorities, certificates, kubeconfigs and the key for secrets at rest. Looks after the certificates twice a day: when
 * one was renewed, the unit fails on purpose, so that all that read the old one is restarted; pods are not touched.
 */
public final class Credentials implements Unit<Credentials.Files> {
    static final UnitKey<Files> KEY = UnitKey.of("credentials", Files.class);

    public static final String CA = "ca";
    public static final String ETCD_CA = "etcd-ca";
    public static final String FRONT_PROXY_CA = "front-proxy-ca";
    static final String APISERVER = "apiserver";
    static final String KUBELET_CLIENT = "apiserver-kubelet-client";
    static final String FRONT_PROXY_CLIENT = "front-proxy-client";
    static final String ETCD = "etcd";
    static final String ETCD_CLIENT = "apiserver-etcd-client";
    static final String CONTROLLER_MANAGER = "controller-manager";
    static final String SCHEDULER = "scheduler";
    public static final String ADMIN = "admin";
    static final String NODE = "node";
    public static final String SERVICE_ACCOUNT = "sa";

    /** The group that may use every API of a kubelet; bound in bootstrap.yaml. */
    static final String APISERVER_GROUP = "hepto:apiserver";

    private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);
    private static final Duration LOOK = Duration.ofHours(12);
    private static final Duration AGAIN = Duration.ofHours(1);
    private static final int SECRETBOX_KEY_BYTES = 32;

    /** A certificate to be, and what it is for. */
    private record Leaf(String name, CertificateSpec spec, String authority) {}

    /** Paths of what the unit made. */
    public record Files(Path directory) {
        CertificateFiles files(String name) {
            return new CertificateFiles(directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
        }

        Path authority(String name) {
            return directory.resolve(name + ".crt");
        }
    }

    private final Node node;
    private Time.@Nullable Timer timer;

    Credentials(Node node) {
        this.node = node;
    }

    @Override
    public UnitKey<Files> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(PublicAddress.KEY);
    }

    @Override
    public Files start(UnitContext context) throws Exception {
        List<Ipv6Address> addresses = context.get(PublicAddress.KEY).addresses();
        issue(node, node.paths().pki(), addresses, context.time().instant());
        Files files = new Files(node.paths().pki());
        kubeconfigs(files);
        encryptionKey();
        schedule(context, addresses, LOOK);
        return files;
    }

    private void schedule(UnitContext context, List<Ipv6Address> addresses, Duration delay) {
        timer = context.time().schedule(delay, () -> renew(context, addresses));
    }

    /** What is in use is good for a third of its life still: whatever goes wrong is tried again. */
    private void renew(UnitContext context, List<Ipv6Address> addresses) {
        try {
            if (issue(node, node.paths().pki(), addresses, context.time().instant())) {
                context.failed(new IOException("certificates were renewed"));
            } else {
                schedule(context, addresses, LOOK);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("certificates cannot be renewed, the next try is in an hour: {}", Errors.line(e));
            schedule(context, addresses, AGAIN);
        }
    }

    /**
     * Makes what is missing or due.
     *
     * @return whether a certificate is another one now
     * @throws IOException if a file cannot be read or written, which may pass
     * @throws FatalUnitException if the operator has to do something
     */
    public static boolean issue(Node node, Path directory, List<Ipv6Address> addresses, Instant now)
            throws IOException {
        try {
            ClockCheck.require(now, ClockCheck.EARLIEST);
            PkiDirectory pki = PkiDirectory.open(directory);
            boolean changed = false;
            for (Leaf leaf : leaves(node, addresses)) {
                CertificateAuthority authority = pki.ensureCa(leaf.authority(), "hepto-" + leaf.authority(), now)
                        .value();
                changed |= pki.ensureCertificate(leaf.name(), leaf.spec(), CertificateProfile.LEAF_LIFE, authority, now)
                        .changed();
            }
            pki.ensureServiceAccountKey(SERVICE_ACCOUNT);
            return changed;
        } catch (PkiException e) {
            if (e.mayPass()) {
                throw new IOException(Errors.line(e), e);
            }
            throw new FatalUnitException(Errors.line(e), e);
        }
    }

    private static List<Leaf> leaves(Node node, List<Ipv6Address> publicAddresses) {
        Ipv6Address mesh = node.mesh();
        List<Leaf> leaves = new ArrayList<>();
        // one for kubelet both ways, kube-proxy and CoreDNS
        leaves.add(new Leaf(NODE, CertificateSpec.node(node.name(), mesh), CA));
        if (!node.isMaster()) {
            return leaves;
        }
        List<Ipv6Address> api = new ArrayList<>(publicAddresses);
        api.addAll(List.of(
                mesh, node.hostSide(), Ipv6Address.LOOPBACK, node.network().apiService()));
        CertificateSpec apiserver = CertificateSpec.of("kube-apiserver", CertificateUsage.SERVER)
                .dns(
                        "kubernetes",
                        "kubernetes.default",
                        "kubernetes.default.svc",
                        "kubernetes.default.svc.cluster.local",
                        "localhost",
                        node.name())
                .ip(api.toArray(Ipv6Address[]::new));
        leaves.add(new Leaf(APISERVER, apiserver, CA));
        leaves.add(new Leaf(KUBELET_CLIENT, client("hepto-apiserver").organisation(APISERVER_GROUP), CA));
        leaves.add(new Leaf(FRONT_PROXY_CLIENT, client("front-proxy-client"), FRONT_PROXY_CA));
        leaves.add(new Leaf(ETCD, local("etcd", CertificateUsage.SERVER, CertificateUsage.CLIENT), ETCD_CA));
        leaves.add(new Leaf(ETCD_CLIENT, client("hepto-apiserver"), ETCD_CA));
        leaves.add(new Leaf(CONTROLLER_MANAGER, component("system:kube-controller-manager"), CA));
        leaves.add(new Leaf(SCHEDULER, component("system:kube-scheduler"), CA));
        leaves.add(new Leaf(ADMIN, client("hepto-admin").organisation("system:masters"), CA));
        return leaves;
    }

    private static CertificateSpec client(String commonName) {
        return CertificateSpec.of(commonName, CertificateUsage.CLIENT);
    }

    /** A client of the apiserver that also serves its own health on loopback. */
    private static CertificateSpec component(String commonName) {
        return local(commonName, CertificateUsage.CLIENT, CertificateUsage.SERVER);
    }

    private static CertificateSpec local(String commonName, CertificateUsage... usages) {
        return CertificateSpec.of(commonName, usages).dns("localhost").ip(Ipv6Address.LOOPBACK);
    }

    private void kubeconfigs(Files files) throws IOException {
        String cluster = node.config().cluster();
        NodePaths paths = node.paths();
        Path ca = files.authority(CA);
        java.nio.file.Files.createDirectories(paths.node());
        Kubeconfig.write(paths.nodeKubeconfig(), cluster, node.apiUrl(), ca, files.files(NODE));
        if (node.isMaster()) {
            java.nio.file.Files.createDirectories(paths.controlPlane());
            // the node's end of the pair to its host is reached from the host and from the container
            String near = "https://%s:%d".formatted(node.hostSide().inUrl(), Node.API_PORT);
            Kubeconfig.writeSelfContained(paths.kubeconfig(), cluster, near, ca, files.files(ADMIN));
            String local = "https://[::1]:" + Node.API_PORT;
            for (String name : List.of(CONTROLLER_MANAGER, SCHEDULER)) {
                Path file = paths.controlPlane().resolve(name + ".kubeconfig");
                Kubeconfig.write(file, cluster, local, ca, files.files(name));
            }
        }
    }

    /** Made once and never replaced: without it the secrets in etcd cannot be read. */
    private void encryptionKey() throws IOException {
        Path file = node.paths().encryption();
        if (!node.isMaster() || java.nio.file.Files.exists(file)) {
            return;
        }
        byte[] key = new byte[SECRETBOX_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        AtomicFile.write(file, """
                apiVersion: apiserver.config.k8s.io/v1
                kind: EncryptionConfiguration
                resources:
                - resources: [secrets]
                  providers:
                  - secretbox: {keys: [{name: key1, secret: %s}]}
                  - identity: {}
                """.formatted(Base64.getEncoder().encodeToString(key)), 0600);
    }

    @Override
    public void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
