package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small jars stand in for hepto.jar: this module's classes, a build id and a runtime. */
class InstalledVersionTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private NodePaths paths;

    @BeforeEach
    void makeDirectory() throws IOException {
        paths = new NodePaths(directory.resolve("test/n1"));
        Files.createDirectories(paths.data());
    }

    private Path jar(String build) throws Exception {
        Path classes = Path.of(InstalledVersion.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path jar = directory.resolve("hepto-%s.jar".formatted(build));
        try (OutputStream file = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(file);
                Stream<Path> tree = Files.walk(classes)) {
            for (Path path : tree.filter(Files::isRegularFile).toList()) {
                put(zip, classes.relativize(path).toString(), Files.readAllBytes(path));
            }
            put(zip, "hepto-runtime", "runtime".getBytes(StandardCharsets.UTF_8));
            put(zip, "daemon.jar", "classes".getBytes(StandardCharsets.UTF_8));
            String properties = "version=1\nbuild=%s\n".formatted(build);
            put(zip, "org/hepto/services/node/build.properties", properties.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
    }

    /** Installs as the code in that jar does. */
    private Path install(Path jar) throws Exception {
        List<URL> classPath = new ArrayList<>(List.of(jar.toUri().toURL()));
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            classPath.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(classPath.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Class<?> pathsType = loader.loadClass("org.hepto.services.node.NodePaths");
            Method install = loader.loadClass("org.hepto.services.node.InstalledVersion")
                    .getDeclaredMethod("install", pathsType);
            install.setAccessible(true);
            Object version =
                    install.invoke(null, pathsType.getConstructor(Path.class).newInstance(paths.data()));
            return (Path) java.util.Objects.requireNonNull(version);
        }
    }

    private void age(Path version, int days) throws IOException {
        Files.setLastModifiedTime(version, FileTime.from(Instant.now().minusSeconds(days * 86400L)));
    }

    @Test
    void jarAndRuntimeLieTogetherAndCostNothingTwice() throws Exception {
        Path jar = jar("a");
        Path version = install(jar);
        assertThat(version).isEqualTo(paths.versions().resolve("a"));
        assertThat(inode(version.resolve("hepto.jar"))).isEqualTo(inode(jar));
        assertThat(version.resolve("hepto.jar")).isExecutable();
        assertThat(version.resolve("bin").toFile().list())
                .contains("init", "runc", "containerd-shim-runc-v2", "ptp", "host-local", "portmap", "loopback");
        assertThat(version.resolve("daemon.jar")).hasContent("classes");
        Object runtime = inode(version.resolve("bin/hepto-runtime"));
        try (Stream<Path> bin = Files.list(version.resolve("bin"))) {
            assertThat(bin).allSatisfy(applet -> {
                assertThat(inode(applet)).isEqualTo(runtime);
                assertThat(applet).isExecutable();
            });
        }
        assertThat(paths.versions().toFile().list()).containsExactlyInAnyOrder("a", "current");
    }

    private static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    @Test
    void versionThatIsThereIsNotTouched() throws Exception {
        Path jar = jar("a");
        Path runc = install(jar).resolve("bin/runc");
        Files.writeString(runc, "used by pods");
        install(jar);
        assertThat(runc).hasContent("used by pods");
    }

    @Test
    void halfMadeVersionIsMadeAgain() throws Exception {
        Path staged = Files.createDirectories(paths.versions().resolve(".new-a/bin"));
        Files.writeString(staged.resolve("runc"), "torn");
        assertThat(install(jar("a")).resolve("bin/runc")).hasContent("runtime");
        assertThat(paths.versions().toFile().list()).containsExactlyInAnyOrder("a", "current");
    }

    // a hard link shares its bytes with the operator's file
    @Test
    void versionWhoseJarWasOverwrittenIsMadeAgain() throws Exception {
        Path version = install(jar("a"));
        Files.writeString(version.resolve("hepto.jar"), "another build");
        assertThat(Files.size(install(jar("a")).resolve("hepto.jar"))).isGreaterThan(1000);
    }

    @Test
    void currentIsTheOneThatRuns() throws Exception {
        install(jar("a"));
        Path jar = jar("b");
        install(jar);
        assertThat(inode(InstalledVersion.current(paths))).isEqualTo(inode(jar));
        install(jar("a"));
        assertThat(InstalledVersion.current(paths).toRealPath().getParent()).hasFileName("a");
    }

    @Test
    void oneVersionIsKeptToGoBackTo() throws Exception {
        age(install(jar("a")), 3);
        age(install(jar("b")), 2);
        install(jar("c"));
        assertThat(paths.versions().toFile().list()).containsExactlyInAnyOrder("b", "c", "current");
    }

    // the clock of a host without a battery begins anywhere
    @Test
    void newVersionIsKeptThoughOthersAreOfTheFuture() throws Exception {
        age(install(jar("a")), -30);
        age(install(jar("b")), -20);
        assertThat(install(jar("c")).resolve("bin/runc")).exists();
        assertThat(InstalledVersion.current(paths)).exists();
        assertThat(paths.versions().toFile().list()).hasSize(3).contains("c", "current");
    }

    @Test
    void halfMadeVersionIsNoneToGoBackTo() throws Exception {
        age(install(jar("a")), 3);
        Files.createDirectories(paths.versions().resolve(".new-b/bin"));
        install(jar("c"));
        assertThat(paths.versions().toFile().list()).containsExactlyInAnyOrder("a", "c", "current");
    }

    // the one to go back to is the one that ran last, even if it is older than the one that was left
    @Test
    void versionThatWasGoneBackToIsKept() throws Exception {
        Path good = jar("a");
        age(install(good), 3);
        age(install(jar("b")), 2);
        install(good);
        install(jar("c"));
        assertThat(paths.versions().toFile().list()).containsExactlyInAnyOrder("a", "c", "current");
    }

    @Test
    void classesWithoutAJarAreNoVersion() {
        assertThatThrownBy(() -> InstalledVersion.install(paths))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("this is not hepto.jar");
        assertThat(paths.versions()).doesNotExist();
    }
}
