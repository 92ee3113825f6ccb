package org.hepto.services.helper;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.hepto.services.node.Authority;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.StepResult;

/** Asks the etcd of this node whether it answers. */
final class EtcdHealth {
    /** jetcd takes no IPv6 literal; /etc/hosts of the container says ::1. */
    private static final String URL = "https://localhost:2379";

    private static final ByteSequence KEY = ByteSequence.from("health", StandardCharsets.UTF_8);

    private EtcdHealth() {}

    static StepResult await(PkiFiles pki, Waiting waiting) throws IOException, InterruptedException {
        try (Client client = client(pki)) {
            waiting.until("a read from " + URL, () -> answers(client));
            return StepResult.Done.SILENT;
        }
    }

    private static boolean answers(Client client) throws Exception {
        client.getKVClient().get(KEY).get(2, TimeUnit.SECONDS);
        return true;
    }

    /** With the apiserver's certificate. */
    private static Client client(PkiFiles pki) throws IOException {
        Tls tls = Tls.of(pki.leaf(PkiFiles.APISERVER_ETCD_CLIENT), pki.authority(Authority.ETCD));
        // not from the files: Netty would read them with all of BouncyCastle's provider
        SslContext netty = GrpcSslContexts.forClient()
                .keyManager(tls.keys().getFirst())
                .trustManager(tls.trust().getFirst())
                .build();
        return Client.builder()
                .endpoints(URL)
                .sslContext(netty)
                .retryMaxAttempts(1)
                .build();
    }
}
