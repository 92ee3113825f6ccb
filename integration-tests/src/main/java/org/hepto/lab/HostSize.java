package org.hepto.lab;

/**
 * What a lab host has. It always has one CPU: two are slower in User-Mode Linux.
 *
 * @param memoryMiB what the host sees; the machine pays only for what was touched, about 100 MiB after boot
 * @param diskGiB size of {@code /data}; a sparse file on the machine
 */
public record HostSize(int memoryMiB, int diskGiB) {
    /** Enough for a container runtime and a few pods. */
    public static final HostSize DEFAULT = new HostSize(1024, 8);

    static final HostSize ROUTER = new HostSize(192, 1);
}
