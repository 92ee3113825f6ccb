package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetlinkRequestTest {
    @Test
    void attributesComeBackAsTheyWerePut() {
        NetlinkRequest request = new NetlinkRequest(16, NetlinkRequest.NLM_F_ACK)
                .putInt(1, 42)
                .putShort(2, 65535)
                .putString(3, "eth0");
        request.nest(4, () -> request.putByte(5, 7));
        byte[] message = request.encode(9);
        NetlinkAttributes attributes = new NetlinkAttributes(message, NetlinkRequest.HEADER);
        assertThat(NativeBytes.wrap(message).getInt()).isEqualTo(message.length);
        assertThat(message.length % 4).isZero();
        assertThat(attributes.integer(1)).contains(42);
        assertThat(attributes.unsignedShort(2)).contains(65535);
        assertThat(attributes.string(3)).contains("eth0");
        assertThat(attributes.nested(4).bytes(5))
                .hasValueSatisfying(v -> assertThat(v).containsExactly(7));
        assertThat(attributes.bytes(6)).isEmpty();
    }

    @Test
    void attributesThatRunPastTheEndAreNotRead() {
        byte[] bytes = NativeBytes.allocate(8)
                .putShort((short) 200)
                .putShort((short) 1)
                .array();
        assertThat(new NetlinkAttributes(bytes, 0).bytes(1)).isEmpty();
    }
}
