package org.hepto.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory of a Java, which says its version in the file {@code release} (JEP 223). {@code jvm.go} of hepto-upstream
 * looks for one in the same order, for {@code ./hepto.jar}; {@code testdata/choices.txt} beside it holds both to it.
 */
final class JavaHome {
    /** Hold several Javas side by side, one in each entry. */
    static final List<Path> SYSTEM_FOLDERS =
            Collections.unmodifiableList(Arrays.asList(Paths.get("/usr/lib/jvm"), Paths.get("/opt")));

    private static final Pattern FEATURE = Pattern.compile("(?:1\\.)?(\\d{1,4}).*");
    private static final Pattern RELEASE = Pattern.compile("^JAVA_VERSION=\"?(?:1\\.)?(\\d{1,4})", Pattern.MULTILINE);

    private final Path home;

    private JavaHome(Path home) {
        this.home = home;
    }

    /**
     * Returns the first that is new enough, of {@code HEPTO_JAVA}, {@code JAVA_HOME}, {@code PATH} and then the folders. One
     * that does not tell its version is passed over: it may be a script that would ask for a newer one again.
     *
     * @param environment of this process
     * @param folders with a Java in each entry
     */
    static Optional<JavaHome> find(Map<String, String> environment, List<Path> folders, int needed) {
        for (Path home : candidates(environment, folders)) {
            if (Files.isRegularFile(java(home)) && Files.isExecutable(java(home)) && featureOf(home) >= needed) {
                return Optional.of(new JavaHome(home));
            }
        }
        return Optional.empty();
    }

    private static List<Path> candidates(Map<String, String> environment, List<Path> folders) {
        List<Path> homes = new ArrayList<>();
        for (String variable : Arrays.asList("HEPTO_JAVA", "JAVA_HOME")) {
            String value = environment.get(variable);
            if (value != null && !value.isEmpty()) {
                homes.add(Paths.get(value));
                homeOf(Paths.get(value)).ifPresent(homes::add);
            }
        }
        String path = environment.get("PATH");
        for (String folder : path == null ? new String[0] : path.split(File.pathSeparator)) {
            if (folder.startsWith("/")) {
                homeOf(Paths.get(folder, "java")).ifPresent(homes::add);
            }
        }
        for (Path folder : folders) {
            homes.addAll(entries(folder));
        }
        return homes;
    }

    /** Returns the home of the command {@code <home>/bin/java}, which may be a link. */
    private static Optional<Path> homeOf(Path command) {
        try {
            Path bin = command.toRealPath().getParent();
            return Optional.ofNullable(bin).map(Path::getParent);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Path> entries(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                found.add(entry);
            }
        } catch (IOException e) {
            // most hosts have only one of the folders
            return found;
        }
        Collections.sort(found);
        return found;
    }

    private static Path java(Path home) {
        return home.resolve("bin").resolve("java");
    }

    private static int featureOf(Path home) {
        try {
            byte[] release = Files.readAllBytes(home.resolve("release"));
            Matcher matcher = RELEASE.matcher(new String(release, StandardCharsets.ISO_8859_1));
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Returns the number in front: 8 of {@code 1.8.0_442}, 17 of {@code 17.0.15}; 0 if there is none. */
    static int feature(String version) {
        Matcher matcher = FEATURE.matcher(version);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /** Becomes the same command in that Java; returns the exit code where it could only start a child. */
    int run(String[] arguments) throws IOException, InterruptedException {
        List<String> command = command(arguments);
        Execve.tryReplace(command);
        return ChildProcess.run(command);
    }

    /** Returns the command line that runs this class path with these arguments. */
    List<String> command(String[] arguments) {
        List<String> command = new ArrayList<>();
        command.add(java(home).toString());
        String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
            command.addAll(Arrays.asList("-jar", classPath));
        } else {
            command.addAll(Arrays.asList("-cp", classPath, Main.class.getName()));
        }
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}
