package org.hepto.lab;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the image of the test pods into the file that is named, for hosts that are not the lab's own. */
public final class BusyboxArchive {
    private BusyboxArchive() {}

    /** With one argument, the file. */
    public static void main(String[] arguments) throws IOException {
        OciImage.busybox().writeTo(Path.of(arguments[0]));
    }
}
