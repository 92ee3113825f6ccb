package org.hepto.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.hepto.services.node.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void bugIsOneLineThatSaysHowToSeeMore() {
        services.failure = new IllegalStateException("oops");
        assertThat(services.run("--role=master")).isEqualTo(1);
        assertThat(services.err.toString()).hasLineCount(1).contains("IllegalStateException", "oops", "--verbose");
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
