package org.hepto.services.control;

import org.hepto.services.control.ControlRequest.ReadStatus;
import org.hepto.services.control.ControlRequest.Watch;

/** Requests as lines: {@code {"protocol":1,"request":"watch","untilReady":true}}. */
final class RequestCodec {
    private static final String STATUS = "status";
    private static final String WATCH = "watch";

    private RequestCodec() {}

    static byte[] encode(ControlRequest request) {
        return JsonLine.encode(json -> {
            json.writeNumberProperty("protocol", ControlProtocol.VERSION);
            switch (request) {
                case ReadStatus _ -> json.writeStringProperty("request", STATUS);
                case Watch watch -> {
                    json.writeStringProperty("request", WATCH);
                    json.writeBooleanProperty("untilReady", watch.untilReady());
                }
            }
        });
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
            default ->
                throw new RefusedRequestException(
                        ErrorCode.UNKNOWN, "unknown request '%s'".formatted(Texts.cut(request)));
        };
    }
}
