import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Makes hepto.jar: the upstream ELF, then a zip of everything Java. The shade plugin does not fit: it cannot write
 * behind an ELF, it works again when nothing has changed, and it keeps a licence only once or once per jar.
 */
final class AssembleJar {
    private static final String BUILD_PROPERTIES = "org/hepto/services/node/build.properties";
    private static final int ID_DIGITS = 16;

    /** What the daemon's class path has: a JVM keeps the directory of each jar that it opens. All else is its helper's. */
    private static final Pattern DAEMON =
            Pattern.compile("hepto-(utils|selfcontain|daeman|pekahi|wg|sml|services)(-[0-9].*)?"
                    + "|(jnr|jffi|asm|slf4j|logback|jackson-core)-.*"
                    + "|netty-(buffer|codec-base|common|handler|resolver|transport)-[0-9].*");

    private AssembleJar() {}

    /** Arguments: jar to make, version, upstream ELF, runtime ELF, pause image, licence, class path. */
    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        String version = arguments[1];
        Path upstream = Path.of(arguments[2]);
        Path runtime = Path.of(arguments[3]);
        Path pause = Path.of(arguments[4]);
        Path licence = Path.of(arguments[5]);
        List<Path> classPath = Stream.of(arguments[6].split(":")).map(Path::of).toList();
        for (Path elf : List.of(upstream, runtime, pause)) {
            if (!Files.isRegularFile(elf)) {
                System.err.println("hepto-cli: there is no " + elf + "; build the module hepto-upstream first");
                System.exit(2);
            }
        }
        String id = id(version, List.of(upstream, runtime, pause, licence, Path.of("src/build/java")), classPath);
        if (!id.equals(idOf(jar))) {
            String text = Files.readString(licence);
            String build = "version=%s\nbuild=%s\n".formatted(version, id);
            FatJar content = new FatJar(classPath, text);
            content.put(BUILD_PROPERTIES, build);
            FatJar daemon = new FatJar(
                    classPath.stream().filter(AssembleJar::isForDaemon).toList(), text);
            daemon.put(BUILD_PROPERTIES, build);
            write(jar, upstream, List.of(runtime, pause), daemon, content, version);
            System.out.printf("hepto-cli: %s, %d bytes, build %s%n", jar, Files.size(jar), id);
        }
    }

    /** By the name of a jar, or of the module whose classes it is. */
    private static boolean isForDaemon(Path part) {
        Path named = part.endsWith("target/classes") ? part.getParent().getParent() : part;
        return DAEMON.matcher(named.toAbsolutePath().normalize().getFileName().toString())
                .matches();
    }

    private static void write(Path jar, Path upstream, List<Path> stored, FatJar daemon, FatJar content, String version)
            throws IOException {
        Path staged = jar.resolveSibling("." + jar.getFileName());
        try (PrefixedZip zip = new PrefixedZip(staged, upstream)) {
            zip.deflated("META-INF/MANIFEST.MF", manifest(version));
            for (Path file : stored) {
                zip.stored(file.getFileName().toString(), Files.readAllBytes(file));
            }
            zip.stored("daemon.jar", daemon.toJar());
            content.writeTo(zip::deflated);
        }
        Files.setPosixFilePermissions(staged, PosixFilePermissions.fromString("rwxr-xr-x"));
        // a new inode: a node that runs from the old file keeps it
        Files.move(staged, jar, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] manifest(String version) {
        return """
                Manifest-Version: 1.0
                Main-Class: org.hepto.cli.Main
                Enable-Native-Access: ALL-UNNAMED
                Implementation-Title: hepto
                Implementation-Version: %s

                """.formatted(version).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Names the content: from every input, this program included, so that equal ids are equal jars. */
    private static String id(String version, List<Path> files, List<Path> classPath) throws IOException {
        MessageDigest digest = sha256();
        digest.update(version.getBytes(StandardCharsets.UTF_8));
        for (Path root : Stream.concat(files.stream(), classPath.stream()).toList()) {
            try (Stream<Path> tree = Files.walk(root)) {
                for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                    String name = root.getFileName() + "/" + root.relativize(file) + ":" + Files.size(file) + "\n";
                    digest.update(name.getBytes(StandardCharsets.UTF_8));
                    Files.copy(file, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, ID_DIGITS);
    }

    private static String idOf(Path jar) {
        if (!Files.isExecutable(jar)) {
            return "";
        }
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            ZipEntry entry = zip.getEntry(BUILD_PROPERTIES);
            if (entry == null) {
                return "";
            }
            Properties properties = new Properties();
            try (InputStream in = zip.getInputStream(entry)) {
                properties.load(new StringReader(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
            return properties.getProperty("build", "");
        } catch (IOException e) {
            return "";
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
