package org.hepto.services.control;

import org.hepto.services.control.ControlRequest.Admit;
import org.hepto.services.control.ControlRequest.ChangeKey;
import org.hepto.services.control.ControlRequest.Forget;
import org.hepto.services.control.ControlRequest.Invite;
import org.hepto.services.control.ControlRequest.ListNodes;
import org.hepto.services.control.ControlRequest.MakeKubeconfig;
import org.hepto.services.control.ControlRequest.ReadStatus;
import org.hepto.services.control.ControlRequest.Watch;
import org.hepto.services.node.NodeConfig;

/** Requests as lines: {@code {"protocol":1,"request":"watch","untilReady":true}}. */
final class RequestCodec {
    private static final String STATUS = "status";
    private static final String WATCH = "watch";
    private static final String NODES = "nodes";
    private static final String ADMIT = "admit";
    private static final String FORGET = "forget";
    private static final String CHANGE_KEY = "change-key";
    private static final String INVITE = "invite";
    private static final String KUBECONFIG = "kubeconfig";

    private RequestCodec() {}

    static byte[] encode(ControlRequest request) {
        return JsonLine.encode(json -> {
            json.writeNumberProperty("protocol", ControlProtocol.VERSION);
            json.writeStringProperty("request", name(request));
            switch (request) {
                case Watch watch -> json.writeBooleanProperty("untilReady", watch.untilReady());
                case Admit admit -> json.writeStringProperty("name", admit.name());
                case Forget forget -> json.writeStringProperty("name", forget.name());
                case MakeKubeconfig make -> NodeFields.write(json, make.kubeconfig());
                case ReadStatus _, ListNodes _, ChangeKey _, Invite _ -> {}
            }
        });
    }

    private static String name(ControlRequest request) {
        return switch (request) {
            case ReadStatus _ -> STATUS;
            case Watch _ -> WATCH;
            case ListNodes _ -> NODES;
            case Admit _ -> ADMIT;
            case Forget _ -> FORGET;
            case ChangeKey _ -> CHANGE_KEY;
            case Invite _ -> INVITE;
            case MakeKubeconfig _ -> KUBECONFIG;
        };
    }

    /** Refuses requests of another version, and those that it doesn't know. */
    static ControlRequest decode(byte[] line) throws MalformedMessageException, RefusedRequestException {
        JsonObject object = JsonLine.decode(line);
        int protocol = object.count("protocol");
        if (protocol != ControlProtocol.VERSION) {
            throw new RefusedRequestException(
                    ErrorCode.PROTOCOL,
                    "this node speaks protocol %d, not %d".formatted(ControlProtocol.VERSION, protocol));
        }
        String request = object.string("request");
        return switch (request) {
            case STATUS -> new ReadStatus();
            case WATCH -> new Watch(object.flagOr("untilReady", false));
            case NODES -> new ListNodes();
            case ADMIT -> new Admit(nodeOrFingerprint(object));
            case FORGET -> new Forget(node(object));
            case CHANGE_KEY -> new ChangeKey();
            case INVITE -> new Invite();
            case KUBECONFIG -> new MakeKubeconfig(NodeFields.kubeconfig(object));
            default ->
                throw new RefusedRequestException(
                        ErrorCode.UNKNOWN, "unknown request '%s'".formatted(Texts.cut(request)));
        };
    }

    /** Several may ask under one name: a fingerprint says which of them is meant. */
    private static String nodeOrFingerprint(JsonObject object) throws MalformedMessageException {
        String name = object.string("name");
        return NodeConfig.isFingerprint(name) ? name : node(object);
    }

    private static String node(JsonObject object) throws MalformedMessageException {
        String name = object.string("name");
        if (!NodeConfig.isName(name)) {
            throw new MalformedMessageException("'%s' is no name of a node".formatted(Texts.line(name)));
        }
        return name;
    }
}
