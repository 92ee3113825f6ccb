package org.hepto.services.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hepto.utils.Ipv6Address;
import org.hepto.utils.Ipv6Prefix;
import org.hepto.wg.WgPrivateKey;

/** A master that is nowhere, for the training of the file's programs; see {@link JavaProgram}. */
public final class TrainingNode {
    private TrainingNode() {}

    /** What a training does with it. */
    @FunctionalInterface
    public interface Training {
        /** Walks through code. The directory of all clusters, {@link NodeConfig#data}, is there, and goes afterwards. */
        void run(Node node) throws IOException;
    }

    /** Trains with a node whose directories are new and temporary. */
    public static void with(Training training) throws IOException {
        Path scratch = Files.createTempDirectory("hepto-training");
        try {
            training.run(node(scratch));
        } finally {
            InstalledVersion.delete(scratch);
        }
    }

    private static Node node(Path scratch) {
        NodeConfig config = new NodeConfig(
                Role.MASTER, "training", "node", "eth0", Optional.empty(), Optional.empty(), List.of(), scratch);
        // with an apiserver on loopback: what a training tries to reach must not leave the host
        ClusterNetwork network = new ClusterNetwork(Ipv6Prefix.parse("::/48"));
        WgPrivateKey key = WgPrivateKey.generate();
        Enrollment enrollment = new Enrollment(network, network.podRange(0), Ipv6Address.LOOPBACK);
        return new Node(config, Optional.of(enrollment), key, Path.of("/training"), Optional.empty());
    }
}
