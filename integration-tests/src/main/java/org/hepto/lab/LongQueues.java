package org.hepto.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lets this machine queue more than ten datagrams on a unix socket, or the switch loses frames of each burst. */
final class LongQueues {
    private static final Path SETTING = Path.of("/proc/sys/net/unix/max_dgram_qlen");
    private static final int LENGTH = 2048;

    private LongQueues() {}

    /** Counts for sockets that are made later. Not undone: it costs nothing, and another lab may be running. */
    static void raise() {
        try {
            if (Integer.parseInt(Files.readString(SETTING).strip()) < LENGTH) {
                Files.writeString(SETTING, LENGTH + "\n");
            }
        } catch (IOException e) {
            System.err.printf(
                    "lab: the network will lose frames: as root, sysctl net.unix.max_dgram_qlen=%d%n", LENGTH);
        }
    }
}
