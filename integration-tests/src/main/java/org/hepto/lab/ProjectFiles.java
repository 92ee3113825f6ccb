package org.hepto.lab;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the lab finds itself on the machine. */
final class ProjectFiles {
    private ProjectFiles() {}

    /** The classes of the lab, for a JVM in a host. */
    static Path classes() {
        try {
            return Path.of(ProjectFiles.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new LabException("where are the lab's classes", e);
        }
    }

    /** The folder of this module: classes are in its {@code target/}. */
    static Path module() {
        return ancestor(classes(), 2);
    }

    /** The root of the checkout. */
    static Path root() {
        return ancestor(module(), 1);
    }

    private static Path ancestor(Path path, int generations) {
        return path.resolve("../".repeat(generations)).normalize();
    }

    /** The JDK of this JVM; hosts see the same files. */
    static Path javaHome() {
        return Path.of(System.getProperty("java.home"));
    }
}
