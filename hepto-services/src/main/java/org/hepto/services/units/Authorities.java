package org.hepto.services.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import org.hepto.daeman.Nothing;
import org.hepto.daeman.Unit;
import org.hepto.daeman.UnitContext;
import org.hepto.daeman.UnitKey;
import org.hepto.services.node.Node;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.hepto.utils.AtomicFile;

/**
 * What is made once in the life of a cluster and never replaced by itself: the authorities, the key of service account
 * tokens and the key of secrets at rest. Only a master has this unit.
 */
final class Authorities implements Unit<Nothing> {
    static final UnitKey<Nothing> KEY = UnitKey.of("authorities");

    private static final int SECRETBOX_KEY_BYTES = 32;

    private final Node node;
    private final Steps steps;

    Authorities(Node node, Steps steps) {
        this.node = node;
        this.steps = steps;
    }

    @Override
    public UnitKey<Nothing> key() {
        return KEY;
    }

    @Override
    public Nothing start(UnitContext context) throws Exception {
        Step issue = new Step.IssueAuthorities(context.time().instant());
        HelperStep.await(context, steps, issue, ComponentUnit.PATIENCE);
        ensureEncryptionKey();
        return Nothing.NOTHING;
    }

    /** Without it the secrets in etcd cannot be read. */
    private void ensureEncryptionKey() throws IOException {
        Path file = node.paths().encryption();
        if (Files.exists(file)) {
            return;
        }
        byte[] key = new byte[SECRETBOX_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Files.createDirectories(node.paths().controlPlane());
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
}
