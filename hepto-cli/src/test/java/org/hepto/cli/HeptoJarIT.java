package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The one file, as Java, as the kernel and as zip readers see it. */
class HeptoJarIT {
    private static final Path JAR = Path.of("target/hepto.jar").toAbsolutePath();

    /** Output and exit code of a command. */
    private record Result(int code, String output) {
        static Result of(String... command) throws IOException, InterruptedException {
            return of(new ProcessBuilder(command));
        }

        static Result of(ProcessBuilder builder) throws IOException, InterruptedException {
            Process process = builder.redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        }
    }

    private static ZipEntry entry(JarFile jar, String name) {
        return Objects.requireNonNull(jar.getEntry(name), () -> "no " + name);
    }

    @Test
    void beginsWithAnExecutable() throws IOException {
        try (InputStream in = Files.newInputStream(JAR)) {
            assertThat(in.readNBytes(4)).containsExactly(0x7f, 'E', 'L', 'F');
        }
        assertThat(JAR).isExecutable();
    }

    @Test
    void carriesTheRuntimeUncompressed() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (String name : List.of("hepto-runtime", "pause.tar")) {
                assertThat(entry(jar, name).getMethod()).as(name).isEqualTo(ZipEntry.STORED);
                byte[] built = Files.readAllBytes(Path.of("../hepto-upstream/target", name));
                try (InputStream in = jar.getInputStream(entry(jar, name))) {
                    // as one value: AssertJ compares streams byte by byte
                    assertThat(Arrays.equals(in.readAllBytes(), built)).as(name).isTrue();
                }
            }
        }
    }

    @Test
    void carriesTheDaemonsPartAsAJarOfItsOwn() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile());
                JarInputStream in = new JarInputStream(jar.getInputStream(entry(jar, "daemon.jar")))) {
            List<String> names = new ArrayList<>();
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
            assertThat(names)
                    .contains(
                            "org/hepto/services/daemon/DaemonMain.class",
                            "org/hepto/services/node/build.properties",
                            "jnr/ffi/LibraryLoader.class",
                            "META-INF/LICENSES")
                    .noneMatch(
                            name -> name.matches(
                                    "(org/bouncycastle|io/(netty/handler/codec/http|grpc|fabric8|etcd)|tools/jackson/databind|picocli)/.*"))
                    .hasSizeLessThan(5000);
        }
    }

    @Test
    void saysWhatItIs() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            Properties build = new Properties();
            build.load(jar.getInputStream(entry(jar, "org/hepto/services/node/build.properties")));
            assertThat(build.getProperty("build")).matches("[0-9a-f]{16}");
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("org.hepto.cli.Main");
            assertThat(manifest.getValue("Enable-Native-Access")).isEqualTo("ALL-UNNAMED");
            assertThat(manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
                    .isEqualTo(build.getProperty("version"));
        }
    }

    @Test
    void hasNothingThatOnlySinglePartsNeed() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> names =
                    new ArrayList<>(jar.stream().map(ZipEntry::getName).toList());
            assertThat(names).contains("META-INF/LICENSE", "META-INF/LICENSES").doesNotHaveDuplicates();
            assertThat(names)
                    .noneMatch(
                            name -> name.matches(
                                    "META-INF/(maven|versions|native)/.*|META-INF/.*\\.(SF|DSA|RSA)|(.*/)?module-info\\.class"));
            assertThat(names.stream().filter(name -> name.startsWith("jni/")))
                    .allMatch(name -> name.matches("jni/(x86_64|aarch64)-Linux/.*"))
                    .hasSize(2);
        }
    }

    @Test
    void servicesOfAllPartsAreThere() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile());
                InputStream in = jar.getInputStream(entry(jar, "META-INF/services/io.grpc.NameResolverProvider"))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines())
                    .hasSizeGreaterThan(1);
        }
    }

    @Test
    void runsAsJavaAndAsExecutable() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        Result asJava = Result.of(java, "-jar", JAR.toString(), "version");
        assertThat(asJava.code()).as(asJava.output()).isZero();
        assertThat(asJava.output()).startsWith("hepto ").containsPattern("kubernetes +v1");
        Result asExecutable = Result.of(JAR.toString(), "versions");
        assertThat(asExecutable.code()).as(asExecutable.output()).isZero();
        assertThat(asExecutable.output()).startsWith("{");
    }

    @Test
    void kubectlBehindJavaIsTheSame() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        ProcessBuilder command =
                new ProcessBuilder(java, "-jar", JAR.toString(), "kubectl", "version", "--client", "--output=json");
        command.environment().put("HEPTO_DATA", "/nowhere");
        Result result = Result.of(command);
        assertThat(result.code()).as(result.output()).isZero();
        assertThat(result.output()).contains("clientVersion");
    }
}
