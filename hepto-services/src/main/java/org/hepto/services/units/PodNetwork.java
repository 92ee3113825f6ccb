package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.services.steps.NodeSpec;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.hepto.utils.AtomicFile;
import org.hepto.utils.Ipv6Prefix;
import org.jspecify.annotations.Nullable;

/**
 * The node's pod range: allocated by the controller manager with the Node object, then written as CNI configuration.
 * Its value is the range, for the mesh's peers.
 */
final class PodNetwork implements Unit<Ipv6Prefix> {
    static final UnitKey<Ipv6Prefix> KEY = UnitKey.of("pod-network", Ipv6Prefix.class);

    private final Node node;
    private final Steps steps;
    private @Nullable Ipv6Prefix range;

    PodNetwork(Node node, Steps steps) {
        this.node = node;
        this.steps = steps;
    }

    @Override
    public UnitKey<Ipv6Prefix> key() {
        return KEY;
    }

    @Override
    public List<UnitKey<?>> needs() {
        return List.of(NodeCertificate.KEY);
    }

    @Override
    public List<UnitKey<?>> follows() {
        return List.of(Mesh.KEY);
    }

    /** For pods from now on; those that run keep the MTU that they were made with. */
    @Override
    public void changed(UnitContext context, UnitKey<?> followed) throws Exception {
        configure(Objects.requireNonNull(range), context.get(Mesh.KEY).mtu());
    }

    @Override
    public List<UnitKey<?>> after() {
        return List.of(Kubelet.KEY);
    }

    @Override
    public Ipv6Prefix start(UnitContext context) throws Exception {
        if (node.isMaster()) {
            HelperStep.await(context, steps, new Step.ReconcileNodes(List.of(own(node))), ComponentUnit.PATIENCE);
        }
        String allocated = HelperStep.await(context, steps, new Step.AwaitPodRange(), ComponentUnit.PATIENCE);
        range = Ipv6Prefix.parse(allocated);
        configure(range, context.get(Mesh.KEY).mtu());
        context.detail(range.toString());
        return range;
    }

    /** A master, which is alone so far, has the first range. */
    static NodeSpec own(Node node) {
        Ipv6Prefix first = new Ipv6Prefix(node.network().pods().address(), 64);
        return new NodeSpec(node.name(), node.mesh(), first, Optional.empty(), true);
    }

    /** Written elsewhere and renamed in: containerd watches the directory. */
    private void configure(Ipv6Prefix range, int mtu) throws IOException {
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
