package org.hepto.selfcontain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.hepto.utils.Linux;

/** A network namespace that is joined to the calling thread's by a veth, and ends with a process of its own. */
final class Neighbour implements AutoCloseable {
    /** Milliseconds for what comes, and for what does not. */
    private static final int PATIENCE = 20_000;

    private static final int SILENCE = 300;

    private final Process holder;

    Neighbour(String device, String own, String other) throws IOException {
        // cat says a line once it is in the new namespace, and ends with its input
        holder = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo; exec cat").start();
        assertThat(holder.getInputStream().read()).isEqualTo('\n');
        // a link-local address that is still checked for duplicates would answer nothing for a second
        String atOnce = "echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad; ";
        assertThat(shell(atOnce)).isEmpty();
        assertThat(nodeShell(atOnce + """
                        ip link add %1$s type veth peer name %1$s netns %2$d && ip link set lo up &&
                        ip link set %1$s up && ip -6 address add %3$s/64 dev %1$s nodad
                        """.formatted(device, holder.pid(), own))).isEmpty();
        shell("""
                ip link set lo up; ip link set %1$s up; ip -6 address add %2$s/64 dev %1$s nodad
                """.formatted(device, other));
        // the kernel brings a link up in the background
        assertThat(shell("for i in $(seq 100); do %s > /dev/null && exit; sleep 0.1; done; echo no answer"
                        .formatted(ping(other, own))))
                .isEmpty();
    }

    private static String nodeShell(String command) throws IOException {
        return ThrowAway.output("sh", "-c", command);
    }

    static String ping(String from, String to) {
        return "busybox ping -6 -q -c 1 -W 1 -I %s %s".formatted(from, to);
    }

    /** Does something on a platform thread in the namespace. */
    <T> T inside(Callable<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().name("neighbour").start(() -> {
            try {
                int namespace = Linux.open("/proc/%d/ns/net".formatted(holder.pid()), Linux.O_RDONLY, 0);
                Linux.setns(namespace);
                Linux.close(namespace);
                result.complete(action.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Expects that a TCP connection comes about. */
    void reaches(String from, String to, int port) {
        assertThat(connects(from, to, port, PATIENCE))
                .as("%s to %s, %d", from, to, port)
                .isTrue();
    }

    /** Expects that packets for the port vanish. */
    void isDropped(String from, String to, int port) {
        assertThat(connects(from, to, port, SILENCE))
                .as("%s to %s, %d", from, to, port)
                .isFalse();
    }

    private boolean connects(String from, String to, int port, int millis) {
        return inside(() -> {
            try (Socket socket = new Socket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
                socket.connect(new InetSocketAddress(InetAddress.getByName(to), port), millis);
                return true;
            } catch (SocketTimeoutException e) {
                return false;
            }
        });
    }

    String shell(String command) throws IOException {
        return ThrowAway.output("nsenter", "--target", String.valueOf(holder.pid()), "--net", "sh", "-ec", command);
    }

    boolean answers(String from, String to) throws IOException {
        return shell(ping(from, to) + " && echo yes || echo no").endsWith("yes\n");
    }

    /** Counts from now on what arrives and matches. */
    void count(String match) throws IOException {
        assertThat(shell("""
                nft add table inet seen
                nft add chain inet seen in '{ type filter hook prerouting priority raw; }'
                nft add rule inet seen in ip6 %s counter
                """.formatted(match))).isEmpty();
    }

    long counted() throws IOException {
        String rules = shell("nft list table inet seen");
        return Long.parseLong(rules.replaceAll("(?s).*counter packets (\\d+).*", "$1"));
    }

    @Override
    public void close() {
        holder.destroyForcibly();
    }
}
