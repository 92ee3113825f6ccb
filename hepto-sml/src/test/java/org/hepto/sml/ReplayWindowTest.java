package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {

    private final ReplayWindow window = new ReplayWindow();
    private final SplittableRandom random = new SplittableRandom(1);

    private byte[] sealed() {
        byte[] bytes = new byte[40];
        random.nextBytes(bytes);
        return bytes;
    }

    private boolean seen(byte[] sealed) {
        return window.seen(sealed, sealed.length);
    }

    @Test
    void theLatestAreKnown() {
        var sent = new ArrayList<byte[]>();
        for (int i = 0; i < 5 * ReplayWindow.REMEMBERED; i++) {
            byte[] next = sealed();
            assertThat(seen(next)).isFalse();
            sent.add(next);
        }
        List<byte[]> latest = sent.subList(sent.size() - ReplayWindow.REMEMBERED, sent.size());
        assertThat(latest).allMatch(this::seen);
        assertThat(seen(sent.getFirst())).as("forgotten").isFalse();
    }

    @Test
    void tagsThatCrowdOneSlotAreToldApart() {
        for (int i = 1; i <= ReplayWindow.REMEMBERED; i++) {
            byte[] crowding =
                    ByteBuffer.allocate(40).putLong(32, (long) i << 32).array();
            assertThat(seen(crowding)).isFalse();
            assertThat(seen(crowding)).isTrue();
        }
    }
}
