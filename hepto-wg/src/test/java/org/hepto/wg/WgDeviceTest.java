package org.hepto.wg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.hepto.utils.ErrnoException;
import org.junit.jupiter.api.Test;

class WgDeviceTest {
    /** Remembers what was set, as the kernel does. */
    private static final class FakeKernel implements WgKernel {
        private WgState state = new WgState(Optional.empty(), 0);
        private int sets;

        @Override
        public WgState get(String device) {
            return state;
        }

        @Override
        public void set(String device, WgConfig config) {
            sets++;
            state = new WgState(Optional.of(config.privateKey().publicKey()), config.listenPort());
        }

        @Override
        public void close() {}
    }

    private final FakeKernel kernel = new FakeKernel();

    @Test
    void newDeviceIsSetOnce() throws ErrnoException {
        WgConfig config = new WgConfig(WgPrivateKey.generate(), 51820);
        assertThat(WgDevice.apply(kernel, "wg0", config)).isTrue();
        assertThat(WgDevice.apply(kernel, "wg0", config)).isFalse();
        assertThat(kernel.sets).isEqualTo(1);
    }

    @Test
    void changedPortIsApplied() throws ErrnoException {
        WgPrivateKey key = WgPrivateKey.generate();
        WgDevice.apply(kernel, "wg0", new WgConfig(key, 51820));
        assertThat(WgDevice.apply(kernel, "wg0", new WgConfig(key, 51821))).isTrue();
        assertThat(kernel.state.listenPort()).isEqualTo(51821);
    }
}
