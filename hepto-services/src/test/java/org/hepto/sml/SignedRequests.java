package org.hepto.sml;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What somebody sends who has the cluster's key and many identities: a program of this project has one. */
public final class SignedRequests {
    private SignedRequests() {}

    /** Sends the requests of all in one message, over one stream; done when it is sent. */
    public static <T> CompletableFuture<Void> send(
            Cluster from, InetSocketAddress to, String cluster, MapKey<T> key, Map<Identity, T> requests) {
        return from.send(Address.of(to), message(cluster, key, requests));
    }

    private static <T> Bytes message(String cluster, MapKey<T> key, Map<Identity, T> requests) {
        MapKey<T> full = key.under(AuthorityPolicy.REQUEST);
        List<SignedRecord> records = new ArrayList<>();
        requests.entrySet().parallelStream()
                .map(request -> sign(
                        cluster, request.getKey(), full.name(), full.write().apply(request.getValue())))
                .forEachOrdered(records::add);
        return MapCodec.message(records);
    }

    private static SignedRecord sign(String cluster, Identity identity, String key, Bytes value) {
        SignedRecord.Id id = SignedRecord.Id.of(Identity.fingerprint(identity.publicKey()), key);
        return SignedRecord.sign(cluster, identity, id, 0, System.currentTimeMillis(), Map.of(id.within(key), value));
    }
}
