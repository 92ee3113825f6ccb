package org.hepto.services.steps;

import java.nio.file.Path;
import java.util.List;
import org.hepto.services.node.JavaProgram;

/** How the helper's JVM is run. */
public final class HelperProgram {
    /** By its name: it stands above what the daemon may know. */
    static final String MAIN = "org.hepto.services.helper.HelperMain";

    private static final List<String> FLAGS = List.of(
            "-Xms8m",
            "-Xmx64m",
            "-Xmn4m",
            // its standard output is for replies
            "-XX:+DisplayVMOutputToStderr",
            "-Xlog:disable",
            "-Xlog:all=warning:stderr");

    private HelperProgram() {}

    /** Returns the program of a version; its arguments are the node's data directory and the version's. */
    public static JavaProgram of(Path version) {
        return new JavaProgram(version, "helper", "hepto.jar", MAIN, FLAGS);
    }
}
