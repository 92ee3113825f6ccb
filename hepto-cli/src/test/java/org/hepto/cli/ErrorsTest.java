package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hepto.services.control.ProtocolMismatchException;
import org.hepto.services.node.ConfigException;
import org.hepto.services.node.NodePaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorsTest {
    private final FakeServices services = new FakeServices();

    @ParameterizedTest
    @CsvSource({
        "--bogus, unknown option '--bogus'; try 'hepto --help'",
        "bogus, unknown command 'bogus'; try 'hepto --help'",
        "status bogus, unknown argument 'bogus'; try 'hepto status --help'",
        "status --bogus, unknown option '--bogus'; try 'hepto status --help'",
        "--data /x status, --data belongs behind 'status'; try 'hepto --help'",
        "--role, missing required parameter for option '--role' (ROLE); try 'hepto --help'",
    })
    void wrongArgumentsAreOneLine(String arguments, String line) {
        assertThat(services.run(arguments.split(" "))).isEqualTo(2);
        assertThat(services.err.toString()).isEqualTo("hepto: " + line + "\n");
        assertThat(services.out.toString()).isEmpty();
        assertThat(services.calls).isEmpty();
    }

    @Test
    void severalWrongArgumentsAreALineEach() {
        Map<String, String> environment = Map.of("HEPTO_NAME", "", "HEPTO_DATA", " ");
        assertThat(services.run(environment, "--bogus", "x", "--rolle=master", "--ip=", "--role"))
                .isEqualTo(2);
        assertThat(services.err.toString().lines())
                .containsExactlyInAnyOrder(
                        "hepto: missing required parameter for option '--role' (ROLE); try 'hepto --help'",
                        "hepto: unknown option '--bogus'; try 'hepto --help'",
                        "hepto: unknown option '--rolle=master'; try 'hepto --help'",
                        "hepto: --ip is empty; try 'hepto --help'",
                        "hepto: HEPTO_NAME is empty; unset it or give a value",
                        "hepto: HEPTO_DATA is empty; unset it or give a value");
        assertThat(services.calls).isEmpty();
    }

    @Test
    void everyProblemOfAStartIsALine() {
        services.failure = new ConfigException(List.of("no such interface; choose another", "no nft; install it"));
        assertThat(services.run("--role=master", "--key=00ff")).isEqualTo(2);
        assertThat(services.err.toString())
                .as("and no warning about the key")
                .isEqualTo("hepto: no such interface; choose another\nhepto: no nft; install it\n");
    }

    @Test
    void helpIsShownWhateverElseIsWrong() {
        assertThat(services.run(Map.of("HEPTO_NAME", ""), "--help")).isZero();
        assertThat(services.out.toString()).contains("Usage: hepto");
        assertThat(services.err.toString()).isEmpty();
    }

    @Test
    void nothingAtAllAsksForARole() {
        assertThat(services.run()).isEqualTo(2);
        assertThat(services.err.toString()).hasLineCount(1).contains("--role", "--help");
    }

    @Test
    void badConfigurationIsOneLineAndTwo() {
        services.failure = new ConfigException("no such interface\nsecond line");
        assertThat(services.run("--role=master")).isEqualTo(2);
        assertThat(services.err.toString()).isEqualTo("hepto: no such interface\n");
    }

    @Test
    void failureIsOneLineAndOne() {
        services.failure = new IOException("disk full");
        assertThat(services.run("--role=master")).isEqualTo(1);
        assertThat(services.err.toString()).isEqualTo("hepto: disk full\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"key", "status", "node list", "invite", "kubeconfig", "--help", "version", "completion bash"})
    void outputThatIsLostIsAFailure(String command) {
        assertThat(services.runInto(full(), command.split(" "))).as(command).isEqualTo(1);
        assertThat(services.err.toString())
                .isEqualTo("hepto: standard output is full or closed; not all could be written to it\n");
    }

    @Test
    void lostOutputHidesNoOtherFailure() {
        services.status = Statuses.of(false);
        assertThat(services.runInto(full(), "status")).isEqualTo(3);
    }

    /** As a full disk, or a pipe without a reader. */
    private static Writer full() {
        return new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("no space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void whatOthersSayDoesNotChangeTheTerminal() {
        services.failure = new IOException("the master says \u001b[31mno");
        services.run("status");
        assertThat(services.err.toString()).isEqualTo("hepto: the master says ?[31mno\n");
    }

    @Test
    void bugIsOneLineThatSaysHowToSeeMore() {
        services.failure = new IllegalStateException("oops");
        assertThat(services.run("--role=master")).isEqualTo(1);
        assertThat(services.err.toString()).hasLineCount(1).contains("IllegalStateException", "oops", "--verbose");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "status --watch --data=/x",
                "node list --json",
                "node admit n2",
                "node forget n2 --name berlin",
                "key change",
                "invite",
                "kubeconfig --user anna"
            })
    void nodeOfAnotherVersionIsToldWithTheCommandThatWasTyped(String typed) {
        services.failure = new ProtocolMismatchException("protocol 2", new NodePaths(Path.of("/d d/n1")));
        assertThat(services.run(typed.split(" "))).isEqualTo(1);
        assertThat(services.err.toString())
                .startsWith("hepto: the running node speaks protocol 2, this hepto.jar 1 (")
                .endsWith("); run java -jar '/d d/n1/versions/current/hepto.jar' %s%n".formatted(typed));
    }

    @Test
    void verboseShowsTheTrace() {
        services.failure = new IOException("disk full");
        services.run("--role=master", "--verbose");
        assertThat(services.err.toString()).startsWith("hepto: disk full\n").contains("\tat ");
    }

    @Test
    void verboseFromTheEnvironment() {
        services.failure = new IOException("disk full");
        services.run(Map.of("HEPTO_VERBOSE", "true"), "--role=master");
        assertThat(services.err.toString()).contains("\tat ");
    }
}
