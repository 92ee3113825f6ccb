package org.hepto.services.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hepto.services.node.NodePaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path version;

    private final NodePaths paths = new NodePaths(Path.of("/data/test/n1"));

    private Path cache() {
        return cache("daemon");
    }

    private Path cache(String program) {
        return version.resolve("%s-%s.aot".formatted(program, System.getProperty("java.vm.version")));
    }

    @Test
    void daemonIsThisJavaWithTheVersionsOwnJar() {
        List<String> command = new DaemonCommand(version).run(paths);
        assertThat(command.getFirst()).isEqualTo(System.getProperty("java.home") + "/bin/java");
        assertThat(command)
                .endsWith(
                        "-cp",
                        version.resolve("daemon.jar").toString(),
                        "org.hepto.services.daemon.DaemonMain",
                        "/data/test/n1",
                        version.toString());
        assertThat(command)
                .contains("-XX:+UseSerialGC", "-Xmx24m", "--enable-native-access=ALL-UNNAMED")
                .contains("-Djffi.extract.dir=" + version);
    }

    // the data directory says the rest: /proc/PID/cmdline is for everybody to read
    @Test
    void directoryIsFoundInTheCommandLineOfTheDaemon() {
        List<String> command = new DaemonCommand(version).run(paths);
        assertThat(DaemonCommand.directory(command)).contains(paths.data().toString());
        assertThat(DaemonCommand.directory(List.of("/sbin/init", "splash"))).isEmpty();
        assertThat(DaemonCommand.directory(List.of())).isEmpty();
    }

    @Test
    void nothingOfTheConfigurationIsOnTheCommandLine() {
        assertThat(new DaemonCommand(version).run(paths)).noneMatch(argument -> argument.contains("key"));
        assertThat(DaemonCommand.environment(Map.of("HEPTO_KEY", "00ff")))
                .noneMatch(variable -> variable.contains("KEY"));
    }

    @Test
    void cacheIsUsedOnlyWhenItIsThere() throws IOException {
        DaemonCommand command = new DaemonCommand(version);
        assertThat(command.isTrained()).isFalse();
        assertThat(command.run(paths)).noneMatch(argument -> argument.contains("AOT"));
        Files.createFile(version.resolve("daemon-of-another-java.aot"));
        assertThat(command.isTrained()).isFalse();
        Files.writeString(cache(), "classes");
        assertThat(command.isTrained()).as("its helper has one of its own").isFalse();
        Files.writeString(cache("helper"), "classes");
        assertThat(command.isTrained()).isTrue();
        assertThat(command.run(paths)).contains("-XX:AOTCache=" + cache(), "-XX:AOTMode=auto");
    }

    @Test
    void emptyFilesLeftByPowerCutAreMadeAnew() throws IOException {
        DaemonCommand command = new DaemonCommand(version);
        Files.createFile(cache());
        assertThat(command.isTrained()).isFalse();
        assertThat(command.run(paths)).noneMatch(argument -> argument.contains("AOT"));
        Path library = Files.createFile(version.resolve("libjffi.so"));
        assertThat(command.run(paths)).contains("-Djffi.extract.name=" + library.getFileName());
        command.discardLibrary();
        assertThat(library).as("JNR unpacks it where it is missing").doesNotExist();
        command.discardLibrary();
    }

    @Test
    void environmentIsNotTheOperatorsButForWhatIsForThePlanes() {
        Map<String, String> operators = Map.of(
                "GOGC", "50", "GODEBUG", "asyncpreemptoff=1", "HEPTO_VANILLA", "1", "PATH", "/mine", "LANG", "de");
        assertThat(DaemonCommand.environment(operators))
                .containsExactly(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "HOME=/root",
                        "LC_ALL=C.UTF-8",
                        "MALLOC_ARENA_MAX=1",
                        "GOGC=50",
                        "GODEBUG=asyncpreemptoff=1",
                        "HEPTO_VANILLA=1");
        assertThat(DaemonCommand.environment(Map.of())).hasSize(4);
    }

    @Test
    void failedTrainingNamesItsLogAndLeavesNoCache() {
        DaemonCommand command = new DaemonCommand(version); // there is no daemon.jar
        assertThatThrownBy(command::train)
                .isInstanceOf(IOException.class)
                .hasMessage("see " + version.resolve("daemon-training.log"));
        assertThat(version.resolve("daemon-training.log")).content().contains("org.hepto.services.daemon.DaemonMain");
        assertThat(command.isTrained()).isFalse();
    }
}
