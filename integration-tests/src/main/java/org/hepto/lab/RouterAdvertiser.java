package org.hepto.lab;

import java.time.Duration;
import java.util.List;

/**
 * Speaks router advertisements for the lab's router: every few seconds, and whenever a host solicits one.
 *
 * <p>The lab does it itself so that a test can turn them off while the router goes on routing. The frames enter the
 * switch at the router's port, so delay, loss and partitions apply to them.
 */
final class RouterAdvertiser implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofSeconds(3);
    private static final Duration LIFETIME = Duration.ofMinutes(30);
    private static final Duration VALID = Duration.ofDays(1);
    private static final int MTU = 1500;

    private final Switch network;
    private final String port;
    private final byte[] frame;
    private final Thread thread;
    private volatile boolean speaking = true;

    RouterAdvertiser(Switch network, String port, MacAddress router, Subnet prefix) {
        this.network = network;
        this.port = port;
        RouterAdvertisement.Prefix advertised = new RouterAdvertisement.Prefix(prefix, VALID, VALID);
        frame = new RouterAdvertisement(router, List.of(advertised), MTU, LIFETIME, List.of()).frame();
        network.listen(port, this::answer);
        thread = Thread.ofPlatform().name("lab-router-advertisements").daemon().start(this::work);
    }

    void speak(boolean on) {
        speaking = on;
        advertise();
    }

    void advertise() {
        if (speaking) {
            network.inject(port, frame);
        }
    }

    private void answer(byte[] heard) {
        if (RouterAdvertisement.isSolicitation(heard)) {
            advertise();
        }
    }

    private void work() {
        try {
            while (true) {
                advertise();
                Thread.sleep(INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        speaking = false;
        thread.interrupt();
    }
}
