package org.hepto.services.control;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hepto.services.control.ControlReply.Access;
import org.hepto.services.control.ControlReply.Change;
import org.hepto.services.control.ControlReply.Done;
import org.hepto.services.control.ControlReply.Failure;
import org.hepto.services.control.ControlReply.Hello;
import org.hepto.services.control.ControlReply.Invited;
import org.hepto.services.control.ControlReply.Listed;
import org.hepto.services.control.ControlReply.Progress;
import org.hepto.services.control.ControlReply.Status;
import org.hepto.services.control.ControlRequest.Admit;
import org.hepto.services.control.ControlRequest.ChangeKey;
import org.hepto.services.control.ControlRequest.Forget;
import org.hepto.services.control.ControlRequest.Invite;
import org.hepto.services.control.ControlRequest.ListNodes;
import org.hepto.services.control.ControlRequest.MakeKubeconfig;
import org.hepto.services.control.ControlRequest.ReadStatus;
import org.hepto.services.control.ControlRequest.Watch;
import org.hepto.services.node.Build;
import org.hepto.utils.Errors;

/** Serves one client: greets, reads its request, answers. On a thread of its own. */
final class ControlSession {
    private final LineChannel lines;
    private final Supplier<NodeStatus> status;
    private final NodeOperations operations;
    private final Watchers watchers;
    private final Duration patience;

    /** @param patience how long the client may take to send its request, and to take a reply */
    ControlSession(
            LineChannel lines,
            Supplier<NodeStatus> status,
            NodeOperations operations,
            Watchers watchers,
            Duration patience) {
        this.lines = lines;
        this.status = status;
        this.operations = operations;
        this.watchers = watchers;
        this.patience = patience;
    }

    /** Returns when the client has its answer or has gone. */
    void serve() throws IOException, InterruptedException {
        send(new Hello(ControlProtocol.VERSION, Build.current()));
        try {
            Optional<byte[]> request = lines.read(patience);
            if (request.isPresent()) {
                answer(RequestCodec.decode(request.get()));
            }
        } catch (RefusedRequestException e) {
            send(new Failure(e.code(), Errors.line(e)));
        } catch (MalformedMessageException | EOFException e) {
            send(new Failure(ErrorCode.MALFORMED, Errors.line(e)));
        } catch (RuntimeException e) {
            send(new Failure(ErrorCode.FAILED, Texts.cut(Errors.line(e))));
            throw e;
        }
    }

    /** Turns the client away. */
    void refuse(ErrorCode code, String message) throws IOException {
        send(new Hello(ControlProtocol.VERSION, Build.current()));
        send(new Failure(code, message));
    }

    private void answer(ControlRequest request) throws IOException, InterruptedException {
        switch (request) {
            case ReadStatus _ -> send(new Status(status.get()));
            case Watch watch -> watch(watch.untilReady());
            case ListNodes _ ->
                operate(replies -> {
                    operations.nodes().forEach(node -> replies.accept(new Listed(node)));
                    return new Done();
                });
            case Admit(String name) ->
                operate(_ -> {
                    operations.admit(name);
                    return new Done();
                });
            case Forget(String name) ->
                operate(replies -> {
                    operations.forget(name, progress(replies));
                    return new Done();
                });
            case ChangeKey _ ->
                operate(replies -> {
                    operations.changeKey(progress(replies));
                    return new Done();
                });
            case Invite _ -> operate(_ -> new Invited(operations.invite()));
            case MakeKubeconfig make -> operate(_ -> new Access(operations.kubeconfig(make.kubeconfig())));
        }
    }

    private static Consumer<String> progress(Consumer<ControlReply> replies) {
        return line -> replies.accept(new Progress(Texts.cut(line)));
    }

    private void operate(RunningOperation.Operation operation) throws IOException, InterruptedException {
        new RunningOperation(operation).report(this::send);
    }

    private void watch(boolean untilReady) throws IOException, InterruptedException {
        // opened before the status is read: no change is missed, one may be told that the status has already
        try (Watchers.Watcher watcher = watchers.open()) {
            NodeStatus first = status.get();
            send(new Status(first));
            if (untilReady && first.ready()) {
                send(new Done());
                return;
            }
            ControlReply reply;
            do {
                reply = watcher.next(ControlProtocol.ALIVE);
                send(reply);
            } while (!isLast(reply) && !(untilReady && endedByReady(reply)));
        }
    }

    private static boolean isLast(ControlReply reply) {
        return reply instanceof Done || reply instanceof Failure;
    }

    /** Ends the stream if this change has made the node ready. */
    private boolean endedByReady(ControlReply reply) throws IOException {
        if (!(reply instanceof Change(UnitChange change)) || !change.isReady()) {
            return false;
        }
        NodeStatus now = status.get();
        if (now.ready()) {
            send(new Status(now));
            send(new Done());
        }
        return now.ready();
    }

    private void send(ControlReply reply) throws IOException {
        byte[] line = ReplyCodec.encode(reply);
        if (line.length > ControlProtocol.MAX_REPLY) {
            line = ReplyCodec.encode(
                    new Failure(ErrorCode.FAILED, "the reply has %d bytes, which is too much".formatted(line.length)));
        }
        lines.write(line, patience);
    }
}
