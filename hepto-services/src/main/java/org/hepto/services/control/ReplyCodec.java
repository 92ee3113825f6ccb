package org.hepto.services.control;

import org.hepto.services.control.ControlReply.Access;
import org.hepto.services.control.ControlReply.Alive;
import org.hepto.services.control.ControlReply.Change;
import org.hepto.services.control.ControlReply.Done;
import org.hepto.services.control.ControlReply.Failure;
import org.hepto.services.control.ControlReply.Hello;
import org.hepto.services.control.ControlReply.Invited;
import org.hepto.services.control.ControlReply.Listed;
import org.hepto.services.control.ControlReply.Progress;
import org.hepto.services.control.ControlReply.Status;
import org.hepto.services.node.Build;
import tools.jackson.core.JsonGenerator;

/** Replies as lines; the field {@code reply} says which one it is. */
final class ReplyCodec {
    private static final String REPLY = "reply";

    private ReplyCodec() {}

    static byte[] encode(ControlReply reply) {
        return JsonLine.encode(json -> {
            json.writeStringProperty(REPLY, name(reply));
            switch (reply) {
                case Hello hello -> hello(json, hello);
                case Status status -> StatusFields.write(json, status.status());
                case Change change -> StatusFields.write(json, change.change());
                case Failure failure ->
                    json.writeStringProperty("error", failure.code().toString())
                            .writeStringProperty("message", failure.message());
                case Listed listed -> NodeFields.write(json, listed.node());
                case Progress progress -> json.writeStringProperty("line", progress.line());
                case Invited invited -> NodeFields.write(json, invited.invitation());
                case Access access -> json.writeStringProperty("kubeconfig", access.kubeconfig());
                case Alive _, Done _ -> {}
            }
        });
    }

    private static void hello(JsonGenerator json, Hello hello) {
        json.writeNumberProperty("protocol", hello.protocol())
                .writeStringProperty("version", hello.build().version())
                .writeStringProperty("build", hello.build().id());
    }

    private static String name(ControlReply reply) {
        return switch (reply) {
            case Hello _ -> "hello";
            case Status _ -> "status";
            case Change _ -> "change";
            case Listed _ -> "node";
            case Progress _ -> "progress";
            case Invited _ -> "invitation";
            case Access _ -> "kubeconfig";
            case Alive _ -> "alive";
            case Done _ -> "done";
            case Failure _ -> "failure";
        };
    }

    static ControlReply decode(byte[] line) throws MalformedMessageException {
        JsonObject object = JsonLine.decode(line);
        String reply = object.string(REPLY);
        return switch (reply) {
            case "hello" ->
                new Hello(object.count("protocol"), new Build(object.string("version"), object.string("build")));
            case "status" -> new Status(StatusFields.status(object));
            case "change" -> new Change(StatusFields.change(object));
            case "node" -> new Listed(NodeFields.node(object));
            case "progress" -> new Progress(object.string("line"));
            case "invitation" -> new Invited(NodeFields.invitation(object));
            case "kubeconfig" -> new Access(object.string("kubeconfig"));
            case "alive" -> new Alive();
            case "done" -> new Done();
            case "failure" -> new Failure(ErrorCode.parse(object.string("error")), object.string("message"));
            default -> throw new MalformedMessageException("unknown reply '%s'".formatted(Texts.cut(reply)));
        };
    }
}
