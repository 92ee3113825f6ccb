package org.hepto.lab;

/**
 * What a command left behind.
 *
 * @param exitCode 0 to 255; 128 plus the signal if one ended it
 * @param output both standard output and standard error, in the order they were written
 */
public record Result(int exitCode, String output) {
    /** Whether it succeeded. */
    public boolean ok() {
        return exitCode == 0;
    }
}
