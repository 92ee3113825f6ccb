package org.hepto.utils;

/** Numbers of the system calls that are made through {@code syscall(2)}; from the kernel's {@code unistd.h}. */
enum Syscall {
    PIVOT_ROOT(155, 41),
    CLOSE_RANGE(436, 436),
    OPENAT2(437, 437),
    MOUNT_SETATTR(442, 442);

    private final int amd64;
    private final int arm64;

    Syscall(int amd64, int arm64) {
        this.amd64 = amd64;
        this.arm64 = arm64;
    }

    /** Returns the number on the CPU that this JVM runs on. */
    int number() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> amd64;
            case "aarch64" -> arm64;
            case String other -> throw new IllegalStateException("hepto runs on amd64 and arm64, not on " + other);
        };
    }
}
