package org.hepto.utils;

/** Shows the bytes of a request to the tests of other modules. */
public final class EncodedRequest {
    private EncodedRequest() {}

    /** Returns the whole message, with its netlink header. */
    public static byte[] of(NetlinkRequest request, int sequence) {
        return request.encode(sequence);
    }
}
