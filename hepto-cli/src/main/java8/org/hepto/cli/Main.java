package org.hepto.cli;

import java.util.Optional;

/**
 * Begins every JVM. This folder is compiled for Java 8, so that an older JVM finds a newer one instead of
 * complaining about class files.
 */
public final class Main {
    /** The Java that all other classes are compiled for. */
    static final int NEEDED = 25;

    private static final int BAD_INPUT = 2;

    private Main() {}

    /** Runs the command line, on a newer Java if this one is too old. */
    public static void main(String[] arguments) throws Exception {
        if (JavaHome.feature(System.getProperty("java.version")) >= NEEDED) {
            // by name: the compiler for Java 8 cannot read that class
            Class.forName("org.hepto.cli.Cli").getMethod("main", String[].class).invoke(null, (Object) arguments);
            return;
        }
        Optional<JavaHome> newer = JavaHome.find(System.getenv(), JavaHome.SYSTEM_FOLDERS, NEEDED);
        if (!newer.isPresent()) {
            System.err.println(
                    "hepto: Java " + NEEDED + " or newer is needed; this is " + System.getProperty("java.version")
                            + ". Install one (Debian: apt install openjdk-25-jre-headless, or Temurin 25) or set JAVA_HOME");
            System.exit(BAD_INPUT);
            return;
        }
        System.exit(newer.get().run(arguments));
    }
}
