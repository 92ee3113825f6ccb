package org.hepto.wg;

import static org.assertj.core.api.Assertions.assertThat;

import org.hepto.utils.ErrnoException;
import org.junit.jupiter.api.Test;

class WgDeviceTest {
    private final FakeWgKernel kernel = new FakeWgKernel();

    @Test
    void newDeviceIsSetOnce() throws ErrnoException {
        WgConfig config = new WgConfig(WgPrivateKey.generate(), 51820);
        assertThat(WgDevice.apply(kernel, "wg0", config)).isTrue();
        assertThat(WgDevice.apply(kernel, "wg0", config)).isFalse();
        assertThat(kernel.messages).hasSize(1);
    }

    @Test
    void changedPortIsApplied() throws ErrnoException {
        WgPrivateKey key = WgPrivateKey.generate();
        WgDevice.apply(kernel, "wg0", new WgConfig(key, 51820));
        assertThat(WgDevice.apply(kernel, "wg0", new WgConfig(key, 51821))).isTrue();
        assertThat(kernel.get("wg0").listenPort()).isEqualTo(51821);
    }
}
