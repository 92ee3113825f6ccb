package org.hepto.sml;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One attempt to exchange the state with several nodes at once. */
final class JoinAttempt {

    private final Reactor reactor;
    private final CompletableFuture<Integer> result;

    /** Begins with all nodes at {@code host:port}; throws {@link ClusterException} if this node is closed. */
    JoinAttempt(Reactor reactor, List<String> hosts) {
        this.reactor = reactor;
        List<CompletableFuture<List<String>>> answers =
                hosts.stream().map(this::ask).toList();
        this.result = all(answers)
                .thenApply(lists -> count(lists.stream().flatMap(List::stream).toList(), hosts));
    }

    /**
     * How many answered; fails with a {@link ClusterException} that says why if none of the hosts did. Never completed by
     * the protocol's thread.
     */
    CompletableFuture<Integer> result() {
        return result;
    }

    private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
    }

    /** The answers of all addresses of a host, which is tried for ever whatever they are, unless it can be none. */
    private CompletableFuture<List<String>> ask(String host) {
        try {
            HostPort.check(host);
        } catch (ClusterException e) {
            return CompletableFuture.completedFuture(List.of(String.valueOf(e.getMessage())));
        }
        reactor.onLoop(() -> reactor.swim().anchor(host, Reactor.now()));
        return Reactor.resolve(host)
                .thenCompose(addresses -> ask(host, addresses))
                .exceptionally(failure -> List.of(Reactor.reason(failure)));
    }

    private CompletableFuture<List<String>> ask(String host, List<Address> addresses) {
        reactor.onLoop(() -> reactor.swim().found(host, addresses));
        return all(addresses.stream().map(this::ask).toList());
    }

    /** Done with an empty text if it succeeded, else with what went wrong. */
    private CompletableFuture<String> ask(Address address) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        reactor.onLoop(() -> reactor.pushPull(
                address,
                true,
                contact -> Ignored.future(answer.completeAsync(
                        () -> contact.answered() ? "" : address + ": " + contact.text(), Reactor.APART))));
        return answer;
    }

    private static int count(List<String> answers, List<String> hosts) {
        List<String> failures = new ArrayList<>(answers);
        failures.removeIf(String::isEmpty);
        int joined = answers.size() - failures.size();
        if (joined == 0 && !hosts.isEmpty()) {
            throw new ClusterException("no node answered: " + String.join("; ", failures)
                    + "; check that it runs, that its port is open for TCP and UDP, and that key and label agree");
        }
        return joined;
    }
}
