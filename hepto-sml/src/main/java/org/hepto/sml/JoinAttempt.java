package org.hepto.sml;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One attempt to exchange the state with several nodes at once. The constructor resolves names, so it may block. */
final class JoinAttempt {

    private final Reactor reactor;
    private final List<String> failures = new ArrayList<>();
    private final CompletableFuture<Integer> result;

    /** Begins with all nodes at {@code host:port}; throws {@link ClusterException} if this node is closed. */
    JoinAttempt(Reactor reactor, List<String> hosts) {
        this.reactor = reactor;
        List<CompletableFuture<String>> answers =
                resolve(hosts).stream().map(this::ask).toList();
        this.result = CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(all ->
                        count(answers.stream().map(CompletableFuture::join).toList(), hosts));
    }

    /** How many answered; fails with a {@link ClusterException} that says why if none of the hosts did. */
    CompletableFuture<Integer> result() {
        return result;
    }

    private List<Address> resolve(List<String> hosts) {
        var addresses = new ArrayList<Address>();
        for (String host : hosts) {
            try {
                addresses.addAll(HostPort.resolve(host, ClusterOptions.PORT));
            } catch (ClusterException e) {
                failures.add(String.valueOf(e.getMessage()));
            }
        }
        return addresses;
    }

    /** Done with an empty text if it succeeded, else with what went wrong. The address is tried for ever either way. */
    private CompletableFuture<String> ask(Address address) {
        var answer = new CompletableFuture<String>();
        reactor.onLoop(() -> {
            reactor.swim().remember("", address);
            reactor.pushPull(
                    address, true, failure -> answer.complete(failure.isEmpty() ? "" : address + ": " + failure));
        });
        return answer;
    }

    private int count(List<String> answers, List<String> hosts) {
        List<String> refusals =
                answers.stream().filter(answer -> !answer.isEmpty()).toList();
        failures.addAll(refusals);
        int joined = answers.size() - refusals.size();
        if (joined == 0 && !hosts.isEmpty()) {
            throw new ClusterException("no node answered: " + String.join("; ", failures)
                    + "; check that it runs, that its port is open for TCP and UDP, and that key and label agree");
        }
        return joined;
    }
}
