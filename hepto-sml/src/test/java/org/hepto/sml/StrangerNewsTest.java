package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class StrangerNewsTest {

    private final StrangerNews news = new StrangerNews();

    private static Bytes ip(int network, int host) {
        return Bytes.wrap(ByteBuffer.allocate(16)
                .putInt(0x20010db8)
                .putInt(network)
                .putInt(12, host)
                .array());
    }

    @Test
    void aSourceIsToldOnceAMinuteWhateverItsAddressInItsNetwork() {
        int told = 0;
        for (int second = 0; second < 600; second++) {
            told += news.stream(ip(1, second), second * 1000L) ? 1 : 0;
            told += news.packet(ip(1, -second), second * 1000L) ? 1 : 0;
        }
        assertThat(told).isEqualTo(10);
    }

    @Test
    void twoSourcesAreToldOfInTheSameMinute() {
        assertThat(news.stream(ip(1, 1), 0)).isTrue();
        assertThat(news.stream(ip(2, 1), 0)).isTrue();
        assertThat(news.packet(ip(3, 1), 0)).isTrue();
        assertThat(news.packet(Bytes.hex("c0000201"), 0)).isTrue();
        assertThat(news.packet(Bytes.hex("c0000202"), 0))
                .as("of IPv4 each address")
                .isTrue();
    }

    @Test
    void manySourcesAreToldOfUpToANumber() {
        int told = 0;
        for (int network = 0; network < 10_000; network++) {
            told += news.packet(ip(network, 1), network) ? 1 : 0;
        }
        assertThat(told).isEqualTo(StrangerNews.PACKETS);
        assertThat(news.stream(ip(20_000, 1), 10_000))
                .as("forged packets silence no stream")
                .isTrue();
        for (int network = 30_000; network < 40_000; network++) {
            told += news.stream(ip(network, 1), 10_000) ? 1 : 0;
        }
        assertThat(told).isEqualTo(StrangerNews.PACKETS + StrangerNews.STREAMS - 1);
        assertThat(news.packet(ip(50_000, 1), 70_000)).as("a minute later").isTrue();
    }
}
