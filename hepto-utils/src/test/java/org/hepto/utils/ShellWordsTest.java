package org.hepto.utils;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"eth0.100@x", "/var/lib/hepto", "--data", "--ip=2001:db8::1/64", "a,b"})
    void whatAShellDoesNotChangeStandsAsItIs(String word) {
        assertThat(ShellWords.quoted(word)).isEqualTo(word);
    }

    @Test
    void allElseIsQuoted() {
        assertThat(ShellWords.quoted("")).isEqualTo("''");
        assertThat(ShellWords.quoted("a;b")).isEqualTo("'a;b'");
        assertThat(ShellWords.quoted("it's")).isEqualTo("'it'\\''s'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "it's", "a;b", "$HOME", "`id`", "*", "~", "\\", "a\"b", "#x", "--ip=2001:db8::1"})
    void shellReadsOneWord(String word) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", "printf '<%s>' " + ShellWords.quoted(word)).start();
        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("<" + word + ">");
    }
}
