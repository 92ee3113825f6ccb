package org.hepto.services.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;
import org.hepto.services.control.CertificateReport.Validity;
import org.hepto.services.control.ControlReply.Change;
import org.hepto.services.control.ControlReply.Failure;
import org.hepto.services.control.ControlReply.Hello;
import org.hepto.services.control.ControlReply.Status;
import org.hepto.services.node.Build;

/** What was written is read again, whatever a component has put into its errors; and it is one line of ASCII. */
class CodecPropertiesTest {
    /** Halves of characters and control characters among them. */
    private static StringArbitrary texts() {
        return Arbitraries.strings().all().ofMaxLength(20);
    }

    private static Arbitrary<Instant> instants() {
        return Arbitraries.longs().between(-1L << 35, 1L << 35).map(Instant::ofEpochSecond);
    }

    private static Arbitrary<Duration> durations() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE).map(Duration::ofMillis);
    }

    private static Arbitrary<UnitReport> units() {
        return Combinators.combine(
                        texts(),
                        instants(),
                        durations(),
                        Arbitraries.integers().between(0, Integer.MAX_VALUE),
                        texts().list().ofMaxSize(3),
                        texts().optional(),
                        durations().optional(),
                        durations().optional())
                .as((text, since, age, restarts, waits, line, one, other) ->
                        new UnitReport(text, text, since, age, restarts, waits, line, line, one, other, one, line));
    }

    private static Arbitrary<CertificateReport> certificates() {
        return Combinators.combine(texts(), instants(), instants(), texts().optional())
                .as((name, from, to, problem) -> new CertificateReport(
                        name, problem.isPresent() ? Optional.empty() : Optional.of(new Validity(from, to)), problem));
    }

    @Provide
    Arbitrary<NodeStatus> statuses() {
        return Combinators.combine(
                        texts(),
                        Arbitraries.longs(),
                        Arbitraries.of(true, false),
                        texts().optional(),
                        units().list().ofMaxSize(4),
                        Arbitraries.maps(texts(), Arbitraries.longs()).ofMaxSize(3),
                        certificates().list().ofMaxSize(3),
                        peers().list().ofMaxSize(3))
                .as((text, pid, ready, fatal, units, memory, certificates, peers) -> new NodeStatus(
                        new NodeIdentity(text, text, text, fatal),
                        new Build(text, text),
                        pid,
                        ready,
                        fatal,
                        units,
                        memory,
                        certificates,
                        peers,
                        fatal.map(digest -> new MapReport(units.size(), digest)),
                        fatal));
    }

    private static Arbitrary<PeerReport> peers() {
        return Combinators.combine(
                        texts(),
                        texts().optional(),
                        instants().optional(),
                        Arbitraries.longs(),
                        Arbitraries.longs().between(0, Long.MAX_VALUE / 1000).optional())
                .as((text, line, time, bytes, micros) -> new PeerReport(
                        text,
                        line,
                        text,
                        line,
                        time,
                        bytes,
                        ~bytes,
                        micros.map(us -> Duration.of(us, ChronoUnit.MICROS)),
                        text,
                        time));
    }

    private static Arbitrary<ListedNode> nodes() {
        return Combinators.combine(
                        texts(),
                        Arbitraries.of(ListedNode.State.class),
                        texts().optional(),
                        instants().optional())
                .as((text, state, line, time) -> new ListedNode(text, state, line, line, line, line, text, time));
    }

    @Provide
    Arbitrary<ControlRequest> requests() {
        StringArbitrary names =
                Arbitraries.strings().withChars("abcxyz019").ofMinLength(1).ofMaxLength(52);
        Arbitrary<ControlRequest> kubeconfigs = Combinators.combine(
                        names.optional(),
                        names.list().ofMaxSize(3),
                        Arbitraries.integers().between(1, 365),
                        Arbitraries.of(KubeconfigRequest.Server.class))
                .as((user, groups, days, server) -> new ControlRequest.MakeKubeconfig(
                        new KubeconfigRequest(user, user.isPresent() ? groups : List.of(), days, server)));
        return Arbitraries.oneOf(
                List.of(names.map(ControlRequest.Admit::new), names.map(ControlRequest.Forget::new), kubeconfigs));
    }

    @Property(tries = 300)
    void requestComesBack(@ForAll("requests") ControlRequest request) throws IOException {
        byte[] line = RequestCodec.encode(request);
        assertThat(line).hasSizeLessThan(ControlProtocol.MAX_REQUEST);
        assertThat(RequestCodec.decode(line)).isEqualTo(request);
    }

    @Provide
    Arbitrary<ControlReply> replies() {
        Arbitrary<ControlReply> changes = Combinators.combine(
                        texts(), texts(), instants(), durations(), texts().optional())
                .as((unit, state, at, spent, reason) ->
                        new Change(new UnitChange(unit, state, state, at, spent, reason)));
        Arbitrary<ControlReply> failures =
                Combinators.combine(Arbitraries.of(ErrorCode.class), texts()).as(Failure::new);
        Arbitrary<ControlReply> hellos = Combinators.combine(
                        Arbitraries.integers().between(0, Integer.MAX_VALUE), texts(), texts())
                .as((protocol, version, build) -> new Hello(protocol, new Build(version, build)));
        Arbitrary<ControlReply> invitations = Combinators.combine(
                        texts(), texts().list().ofMaxSize(3), texts())
                .as((cluster, anchors, authority) ->
                        new ControlReply.Invited(new Invitation(cluster, anchors, authority)));
        return Arbitraries.oneOf(List.of(
                changes,
                failures,
                hellos,
                invitations,
                nodes().map(ControlReply.Listed::new),
                texts().map(ControlReply.Progress::new),
                texts().map(ControlReply.Access::new)));
    }

    @Property(tries = 300)
    void statusComesBack(@ForAll("statuses") NodeStatus status) throws IOException {
        comesBack(new Status(status));
    }

    @Property(tries = 300)
    void replyComesBack(@ForAll("replies") ControlReply reply) throws IOException {
        comesBack(reply);
    }

    private static void comesBack(ControlReply reply) throws IOException {
        byte[] line = ReplyCodec.encode(reply);
        for (int i = 0; i < line.length - 1; i++) {
            assertThat(line[i]).isGreaterThanOrEqualTo((byte) ' '); // and above 127 a byte is negative
        }
        assertThat(line[line.length - 1]).isEqualTo((byte) '\n');
        assertThat(ReplyCodec.decode(line)).isEqualTo(reply);
    }
}
