package org.hepto.selfcontain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The node's own /etc: a few files of its own, and of the host's what programs of /usr need. */
final class PrivateEtc {
    /** To find libraries, trust, alternatives and, for mount.nfs, the transports of libtirpc (netconfig(5)). */
    private static final List<String> OF_HOST =
            List.of("ssl", "ca-certificates", "pki", "ld.so.cache", "ld.so.conf", "alternatives", "netconfig");

    /** Where the links in openSUSE's /etc/ssl and /etc/pki lead. */
    private static final Path TRUST_IN_VAR = Path.of("/var/lib/ca-certificates");

    /**
     * Names for {@code nft}, from IANA's registry of protocol numbers. Without them it lists elements by number, which
     * kube-proxy takes for other elements than those it has set, and deletes. Not every host has a file of them.
     */
    private static final String PROTOCOLS = """
            icmp 1 ICMP
            tcp 6 TCP
            udp 17 UDP
            ipv6-icmp 58 IPv6-ICMP
            sctp 132 SCTP
            """;

    private final ContainerSpec spec;

    PrivateEtc(ContainerSpec spec) {
        this.spec = spec;
    }

    /** Fills the empty /etc of a root. */
    void write(Path root) throws IOException {
        for (Path path : ofHost()) {
            Mounts.bindReadOnly(path, root);
        }
        Path etc = root.resolve("etc");
        Files.writeString(
                etc.resolve("passwd"), "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n");
        Files.writeString(etc.resolve("group"), "root:x:0:\nnogroup:x:65534:\n");
        Files.writeString(
                etc.resolve("hosts"),
                "::1 localhost\n%s %s\n".formatted(spec.hostLink().node(), spec.hostname()));
        Files.writeString(etc.resolve("protocols"), PROTOCOLS);
        Files.writeString(etc.resolve("hostname"), spec.hostname() + "\n");
        Files.writeString(etc.resolve("nsswitch.conf"), "hosts: files dns\n");
        Files.writeString(etc.resolve("machine-id"), spec.machineId() + "\n");
        Files.writeString(etc.resolve("resolv.conf"), ResolvConf.of(spec.nameservers()));
    }

    private static List<Path> ofHost() throws IOException {
        List<Path> paths = new ArrayList<>();
        for (String name : OF_HOST) {
            Path path = Path.of("/etc", name);
            if (Files.exists(path)) {
                paths.add(path);
            }
        }
        if (Files.isDirectory(TRUST_IN_VAR)) {
            paths.add(TRUST_IN_VAR);
        }
        try (Stream<Path> etc = Files.list(Path.of("/etc"))) {
            // Debian's JDKs keep their configuration there
            etc.filter(p -> p.getFileName().toString().startsWith("java")).forEach(paths::add);
        }
        return paths;
    }
}
