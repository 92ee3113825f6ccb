import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** The content of all jars and class folders of a class path as one, without what only a jar of its own needs. */
final class FatJar {
    private static final int FEATURE = Runtime.version().feature();

    private static final Pattern DROPPED = Pattern.compile(String.join(
            "|",
            "META-INF/(MANIFEST\\.MF|INDEX\\.LIST|jandex\\.idx|[^/]*\\.(SF|DSA|RSA|EC|kotlin_module))",
            "META-INF/(maven|native|native-image|proguard|com\\.android\\.tools|sbom|services/javax\\.annotation\\.processing\\.).*",
            "(.*/)?module-info\\.class",
            "OSGI-INF/.*|.*\\.proto|.*/package\\.html",
            // JNR's libraries for other systems
            "jni/(?!(x86_64|aarch64)-Linux/).*"));

    /** Other lines of each jar add up. */
    private static final Pattern JOINED = Pattern.compile("META-INF/(services/.*|io\\.netty\\.versions\\.properties)");

    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/(\\d+)/(.*)");

    private static final Pattern LICENCE = Pattern.compile(
            "(META-INF/)?(([\\w-]+-)?(licen[cs]es?|notices?|copying|copyright|about|[al]l?gpl|AL\\d|LGPL\\d)\\b[^/]*|licen[cs]es?/.*)",
            Pattern.CASE_INSENSITIVE);

    private final Map<String, byte[]> entries = new TreeMap<>();

    /** For which feature version of Java an entry is; 0 for all. */
    private final Map<String, Integer> features = new HashMap<>();

    private final Map<String, Set<String>> joined = new TreeMap<>();

    /** The jars that carry a text, by the text. */
    private final Map<String, Set<String>> licences = new HashMap<>();

    FatJar(List<Path> classPath, String licence) throws IOException {
        put("META-INF/LICENSE", licence);
        for (Path part : classPath) {
            if (Files.isDirectory(part)) {
                addFolder(part);
            } else {
                addJar(part);
            }
        }
    }

    void put(String name, String text) {
        entries.put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes entries. */
    @FunctionalInterface
    interface Target {
        void put(String name, byte[] content) throws IOException;
    }

    /** Returns it as a jar of its own. */
    byte[] toJar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            writeTo((name, content) -> {
                zip.putNextEntry(PrefixedZip.entry(name));
                zip.write(content);
                zip.closeEntry();
            });
        }
        return bytes.toByteArray();
    }

    void writeTo(Target target) throws IOException {
        joined.forEach((name, lines) -> put(name, String.join("\n", lines) + "\n"));
        put("META-INF/LICENSES", licences());
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
            target.put(entry.getKey(), entry.getValue());
        }
    }

    private void addFolder(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                add(folder.getFileName().toString(), folder.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
    }

    private void addJar(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (!entry.isDirectory()) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        add(jar.getFileName().toString(), entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
    }

    private void add(String source, String name, byte[] content) {
        if (DROPPED.matcher(name).matches()) {
            return;
        }
        Matcher versioned = VERSIONED.matcher(name);
        if (versioned.matches()) {
            place(versioned.group(2), content, Integer.parseInt(versioned.group(1)));
        } else if (JOINED.matcher(name).matches()) {
            new String(content, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(joined.computeIfAbsent(name, n -> new LinkedHashSet<>())::add);
        } else if (LICENCE.matcher(name).matches() && !name.endsWith(".class")) {
            String text = new String(content, StandardCharsets.UTF_8)
                    .replace("\r", "")
                    .strip();
            licences.computeIfAbsent(text, t -> new TreeSet<>()).add(source);
        } else {
            place(name, content, 0);
        }
    }

    /** Multi-release jars are flattened for the Java that hepto is built for; else the first on the class path wins. */
    private void place(String name, byte[] content, int feature) {
        if (feature <= FEATURE && (!entries.containsKey(name) || feature > features.getOrDefault(name, 0))) {
            entries.put(name, content);
            features.put(name, feature);
        }
    }

    private String licences() {
        List<String> texts = new ArrayList<>();
        licences.forEach((text, jars) ->
                texts.add(jars.stream().collect(Collectors.joining("\n", "=== of ", "\n\n")) + text + "\n\n"));
        Collections.sort(texts);
        return "Licences and notices that came with the parts of hepto.jar\n\n" + String.join("", texts);
    }
}
