package org.hepto.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnchorTest {
    @ParameterizedTest
    @CsvSource({
        "2001:db8::5,[2001:db8::5]:7946",
        "2001:DB8:0::5,[2001:db8::5]:7946",
        "[2001:db8::5],[2001:db8::5]:7946",
        "[2001:db8::5]:1,[2001:db8::5]:1",
        "2001:db8::5:7946,[2001:db8::5:7946]:7946",
        "fd00::1,[fd00::1]:7946",
        "a,a:7946",
        "A.Example.org.,a.example.org:7946",
        "a.example.org:65535,a.example.org:65535",
        "xn--bcher-kva.example:7,xn--bcher-kva.example:7",
    })
    void addressesAndNamesAreBroughtIntoOneForm(String text, String form) {
        assertThat(Anchor.parse(text)).hasToString(form);
        assertThat(Anchor.parse(form)).as("it is read again").isEqualTo(Anchor.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":7946",
                "a:",
                "a:0",
                "a:65536",
                "a:999999",
                "a:x",
                "a:-1",
                "[2001:db8::5",
                "[2001:db8::5]7946",
                "[2001:db8::5]:0",
                "[a]:7946",
                "[]",
                "2001:db8::5::",
                "2001:db8::5%eth0",
                "fe80::1",
                "::",
                "::1",
                "ff02::1",
                "192.0.2.1",
                "192.0.2.1:7946",
                "::ffff:192.0.2.1",
                "a_b",
                "a..b",
                "-a",
                "ä.example.org",
                "a b",
                "a/b",
                "http://a",
                "1.2",
                "a,b"
            })
    void othersAreRefusedInOneLineThatSaysWhatToWrite(String text) {
        assertThatThrownBy(() -> Anchor.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the anchor '%s' ".formatted(text))
                .hasMessageNotContaining("\n")
                .hasMessageMatching(".*(; (write|give|leave) ).*");
    }
}
