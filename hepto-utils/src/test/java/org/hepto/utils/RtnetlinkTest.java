package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RtnetlinkTest {
    @Test
    void loopbackIsListedWithItsAddress() throws ErrnoException {
        try (Rtnetlink network = new Rtnetlink()) {
            Rtnetlink.Link lo = network.link("lo").orElseThrow();
            assertThat(lo.index()).isEqualTo(1);
            assertThat(lo.mtu()).isPositive();
            assertThat(network.addresses(lo)).allMatch(a -> a.linkIndex() == 1);
            assertThat(network.routes()).isNotNull();
        }
    }

    @Test
    void refusalNamesTheRequestAndTheReason() throws ErrnoException {
        try (Rtnetlink network = new Rtnetlink()) {
            assertThatThrownBy(() -> network.deleteLink(new Rtnetlink.Link(999_999, "nowhere0", 1500, false)))
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isIn(Errno.ENODEV, Errno.EPERM))
                    .hasMessageContaining("nowhere0");
        }
    }
}
