package org.hepto.services.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepto.services.control.ControlReply.Alive;
import org.hepto.services.control.ControlReply.Change;
import org.hepto.services.control.ControlReply.Done;
import org.hepto.services.control.ControlReply.Failure;
import org.hepto.services.control.ControlReply.Hello;
import org.hepto.services.control.ControlReply.Status;
import org.hepto.services.control.ControlRequest.ReadStatus;
import org.hepto.services.control.ControlRequest.Watch;
import org.hepto.services.node.Build;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes over the socket, byte by byte, both ways. A change here is a change of the protocol. */
class GoldenLinesTest {
    private static final Map<String, ControlRequest> REQUESTS = Map.of(
            "status-request", new ReadStatus(),
            "watch-request", new Watch(false),
            "watch-until-ready-request", new Watch(true),
            "nodes-request", new ControlRequest.ListNodes(),
            "admit-request", new ControlRequest.Admit("n3"),
            "forget-request", new ControlRequest.Forget("n2"),
            "change-key-request", new ControlRequest.ChangeKey(),
            "invite-request", new ControlRequest.Invite(),
            "kubeconfig-request", new ControlRequest.MakeKubeconfig(Samples.KUBECONFIG),
            "own-kubeconfig-request", new ControlRequest.MakeKubeconfig(Samples.OWN_KUBECONFIG));

    private static final Map<String, ControlReply> REPLIES = Map.ofEntries(
            Map.entry("hello", new Hello(1, new Build("1.2", "abc"))),
            Map.entry("status", new Status(Samples.status())),
            Map.entry("change", new Change(Samples.CHANGE)),
            Map.entry("node", new ControlReply.Listed(Samples.ADMITTED)),
            Map.entry("waiting-node", new ControlReply.Listed(Samples.WAITING)),
            Map.entry("forgotten-node", new ControlReply.Listed(Samples.FORGOTTEN)),
            Map.entry("progress", new ControlReply.Progress("its peers end")),
            Map.entry("invitation", new ControlReply.Invited(Samples.INVITATION)),
            Map.entry("kubeconfig", new ControlReply.Access("apiVersion: v1\n")),
            Map.entry("alive", new Alive()),
            Map.entry("done", new Done()),
            Map.entry("failure", new Failure(ErrorCode.BUSY, "too many")),
            Map.entry("elsewhere", new Failure(ErrorCode.ELSEWHERE, "the master does this")));

    private static Map<String, String> golden() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(GoldenLinesTest.class.getResourceAsStream("/golden/control.txt"))) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return lines.stream()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        }
    }

    static Stream<String> requests() {
        return REQUESTS.keySet().stream().sorted();
    }

    static Stream<String> replies() {
        return REPLIES.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestIsThisLine(String name) throws IOException {
        ControlRequest request = Objects.requireNonNull(REQUESTS.get(name));
        String line = Objects.requireNonNull(golden().get(name));
        assertThat(new String(RequestCodec.encode(request), StandardCharsets.UTF_8))
                .isEqualTo(line + "\n");
        assertThat(RequestCodec.decode(line.getBytes(StandardCharsets.UTF_8))).isEqualTo(request);
    }

    @ParameterizedTest
    @MethodSource("replies")
    void replyIsThisLine(String name) throws IOException {
        ControlReply reply = Objects.requireNonNull(REPLIES.get(name));
        String line = Objects.requireNonNull(golden().get(name));
        assertThat(new String(ReplyCodec.encode(reply), StandardCharsets.UTF_8)).isEqualTo(line + "\n");
        assertThat(ReplyCodec.decode(line.getBytes(StandardCharsets.UTF_8))).isEqualTo(reply);
    }
}
