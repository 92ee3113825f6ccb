package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Ipv6Prefix;

/** The network of the node's pods, as CNI configuration. The node knows its range before there is an apiserver. */
final class PodNetwork implements Unit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("pod-network");

    private final Node node;

    PodNetwork(Node node) {
        this.node = node;
    }

    @Override
    public UnitKey<Nothing> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> follows() {
        return List.of(Mesh.KEY);
    }

    /** For pods from now on; those that run keep the MTU that they were made with. */
    @Override
    public void changed(UnitContext context, UnitKey<?> followed) throws Exception {
        configure(node.pods(), context.get(Mesh.KEY).mtu());
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        configure(node.pods(), context.get(Mesh.KEY).mtu());
        context.detail(node.pods().toString());
        return Nothing.NOTHING;
    }

    /** Written elsewhere and renamed in: containerd watches the directory. */
    private void configure(Ipv6Prefix range, int mtu) throws IOException {
        Files.createDirectories(node.paths().cni());
        Path file = node.paths().cni().resolve("10-hepto.conflist");
        // ipMasq would rewrite what pods of different nodes say to each other; nftables masquerades what goes outside
        AtomicFile.write(file, """
                {
                  "cniVersion": "1.0.0",
                  "name": "hepto",
                  "plugins": [
                    {
                      "type": "ptp",
                      "ipMasq": false,
                      "mtu": %d,
                      "ipam": {
                        "type": "host-local",
                        "dataDir": "/run/cni",
                        "ranges": [[{"subnet": "%s"}]],
                        "routes": [{"dst": "::/0"}]
                      }
                    },
                    {"type": "portmap", "backend": "nftables", "capabilities": {"portMappings": true}}
                  ]
                }
                """.formatted(mtu, range), 0644);
    }
}
