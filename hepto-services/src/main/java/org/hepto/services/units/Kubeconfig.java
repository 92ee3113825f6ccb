package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hepto.pekahi.CertificateFiles;
import org.hepto.services.node.Authority;
import org.hepto.services.node.KubeconfigText;
import org.hepto.services.node.Node;
import org.hepto.utils.AtomicFile;

/** Kubeconfig files; see the API reference of {@code client.config v1}. */
public final class Kubeconfig {
    private Kubeconfig() {}

    /**
     * One for components: it names the files of the certificate, so that it stays true when they are renewed. They do
     * without compression: the reader of a watch that is compressed holds 46 KiB for as long as the watch lasts.
     */
    static void write(Path file, String cluster, String server, Path authority, CertificateFiles user)
            throws IOException {
        write(
                file,
                cluster,
                server,
                "certificate-authority: %s, disable-compression: true".formatted(authority),
                "client-certificate: %s, client-key: %s".formatted(user.certificate(), user.key()));
    }

    /** One that holds everything, so that it can be copied to another machine. */
    static void writeSelfContained(Path file, String cluster, String server, Path authority, CertificateFiles user)
            throws IOException {
        String text = KubeconfigText.selfContained(
                cluster,
                server,
                Files.readString(authority),
                Files.readString(user.certificate()),
                Files.readString(user.key()));
        AtomicFile.write(file, text, 0600);
    }

    /** One for a component beside the apiserver. */
    static void writeLocal(Path file, Node node, String user) throws IOException {
        Files.createDirectories(node.paths().controlPlane());
        write(
                file,
                node.config().cluster(),
                "https://[::1]:" + Node.API_PORT,
                node.pki().authority(Authority.CLUSTER),
                node.pki().leaf(user));
    }

    private static void write(Path file, String cluster, String server, String trust, String user) throws IOException {
        AtomicFile.write(file, KubeconfigText.of(cluster, server, trust, user), 0600);
    }
}
