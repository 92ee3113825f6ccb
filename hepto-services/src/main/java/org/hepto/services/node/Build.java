package org.hepto.services.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Which hepto this is.
 *
 * @param version for people
 * @param id differs whenever a byte of the jar does
 */
public record Build(String version, String id) {
    private static final String PROPERTIES = "build.properties";
    private static final Build DEVELOPMENT = new Build("development", "development");

    /** Of the running code. */
    public static Build current() {
        try (InputStream in = Build.class.getResourceAsStream(PROPERTIES)) {
            return in == null ? DEVELOPMENT : read(in);
        } catch (IOException e) {
            throw new IllegalStateException("hepto.jar cannot be read", e);
        }
    }

    /** Of a jar. */
    static Build of(ZipFile jar) throws IOException {
        ZipEntry entry = jar.getEntry("org/hepto/services/node/" + PROPERTIES);
        if (entry == null) {
            return DEVELOPMENT;
        }
        try (InputStream in = jar.getInputStream(entry)) {
            return read(in);
        }
    }

    private static Build read(InputStream in) throws IOException {
        Properties properties = new Properties();
        properties.load(in);
        return new Build(
                Objects.requireNonNull(properties.getProperty("version")),
                Objects.requireNonNull(properties.getProperty("build")));
    }

    /**
     * The file that runs.
     *
     * @throws ConfigException when it is not the one file
     */
    public static Path jar() {
        try {
            Path file = Path.of(Build.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(file)) {
                return file;
            }
            throw new ConfigException("this is not hepto.jar; build it with ./dev build");
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
