package org.hepto.services.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.hepto.daeman.Time;
import org.hepto.services.node.NodePaths;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command line asks of a cluster reaches the daemon's operations, and their answers come back. */
@Timeout(60)
class NodeOperationsTest {
    private static final String FINGERPRINT = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path data;

    private final Fake operations = new Fake();

    @SuppressWarnings("NullAway.Init")
    private ControlServer server;

    @BeforeEach
    void start() throws IOException {
        server = serve(operations);
    }

    private ControlServer serve(NodeOperations to) throws IOException {
        ControlServer fresh = new ControlServer(new NodePaths(data).socket(), Samples::status, to, Time.system());
        fresh.start();
        return fresh;
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private ControlClient client() {
        return new ControlClient(new NodePaths(data), Duration.ofSeconds(40));
    }

    /** Writes down what it is asked. */
    private static final class Fake implements NodeOperations {
        private final List<String> calls = Collections.synchronizedList(new ArrayList<>());

        @Override
        public List<ListedNode> nodes() {
            return List.of(Samples.ADMITTED, Samples.WAITING);
        }

        @Override
        public void admit(String name) throws IOException {
            calls.add("admit " + name);
            if (name.equals("n9")) {
                throw new RefusedRequestException(ErrorCode.NOT_FOUND, "no request of n9; start that node");
            }
        }

        @Override
        public void forget(String name, Consumer<String> progress) throws IOException {
            progress.accept(name + " is off the roster");
            progress.accept("x".repeat(100_000));
            if (name.equals("broken")) {
                throw new IOException("no space left\nat all");
            }
            calls.add("forget " + name);
        }

        @Override
        public void changeKey(Consumer<String> progress) {
            progress.accept("draws a new key");
            calls.add("change key");
        }

        @Override
        public Invitation invite() throws IOException {
            throw RefusedRequestException.elsewhere("n1", "m1");
        }

        @Override
        public String kubeconfig(KubeconfigRequest request) {
            calls.add(request.toString());
            return "y".repeat(300_000);
        }
    }

    @Test
    void nodesAreListed() throws IOException {
        assertThat(client().nodes()).containsExactly(Samples.ADMITTED, Samples.WAITING);
    }

    @Test
    void nodeIsAdmitted() throws IOException {
        client().admit("n3");
        assertThat(operations.calls).containsExactly("admit n3");
    }

    @Test
    void nodeIsAdmittedByItsFingerprint() throws IOException {
        client().admit(FINGERPRINT);
        assertThat(operations.calls).containsExactly("admit " + FINGERPRINT);
    }

    @Test
    void fingerprintIsNoNameToForget() {
        assertThatThrownBy(() -> client().forget(FINGERPRINT, _ -> {})).hasMessageContaining("is no name of a node");
        assertThat(operations.calls).isEmpty();
    }

    @Test
    void progressIsPassedOnAndBounded() throws IOException {
        List<String> lines = new ArrayList<>();
        client().forget("n2", lines::add);
        assertThat(operations.calls).containsExactly("forget n2");
        assertThat(lines).hasSize(2).first().isEqualTo("n2 is off the roster");
        assertThat(lines.getLast()).hasSize(ControlProtocol.MAX_TEXT);
    }

    @Test
    void keyIsChanged() throws IOException {
        List<String> lines = new ArrayList<>();
        client().changeKey(lines::add);
        assertThat(operations.calls).containsExactly("change key");
        assertThat(lines).containsExactly("draws a new key");
    }

    @Test
    void kubeconfigComesAsItIs() throws IOException {
        assertThat(client().kubeconfig(Samples.KUBECONFIG)).hasSize(300_000);
        assertThat(operations.calls).containsExactly(Samples.KUBECONFIG.toString());
    }

    @Test
    void refusalIsTheOperationsLineAlone() {
        assertThatThrownBy(() -> client().admit("n9"))
                .isInstanceOf(RefusedRequestException.class)
                .hasMessage("no request of n9; start that node");
        assertThatThrownBy(() -> client().invite())
                .isInstanceOfSatisfying(
                        RefusedRequestException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ELSEWHERE))
                .hasMessage("this is node n1; the master m1 does this: run it there");
    }

    @Test
    void failureIsOneLineThatNamesTheNode() {
        List<String> lines = new ArrayList<>();
        assertThatThrownBy(() -> client().forget("broken", lines::add))
                .isInstanceOf(IOException.class)
                .hasMessage("the node in %s refused: no space left", data);
        assertThat(lines).as("what was done until then").hasSize(2);
    }

    @Test
    void nodeWithoutClusterRefusesAll() throws IOException {
        server.close();
        server = serve(NodeOperations.NONE);
        List<Call> calls = List.of(
                () -> client().nodes(),
                () -> client().admit("n3"),
                () -> client().forget("n3", line -> {}),
                () -> client().changeKey(line -> {}),
                () -> client().invite(),
                () -> client().kubeconfig(Samples.OWN_KUBECONFIG));
        for (Call call : calls) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(RefusedRequestException.class)
                    .hasMessageStartingWith("this node is no part of a cluster yet; see hepto status");
        }
    }

    /** A question to the daemon. */
    private interface Call {
        void run() throws IOException;
    }
}
