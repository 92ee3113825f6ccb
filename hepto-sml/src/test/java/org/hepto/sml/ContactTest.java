package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.hepto.sml.Contact.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ContactTest {

    static Stream<Arguments> connecting() {
        return Stream.of(
                Arguments.of(new ConnectTimeoutException("connection timed out after 1 ms"), Outcome.TIMED_OUT),
                Arguments.of(new ConnectException("Connection refused"), Outcome.REFUSED),
                Arguments.of(new SocketException("Network is unreachable"), Outcome.UNREACHABLE),
                Arguments.of(new ConnectException("Network is unreachable"), Outcome.UNREACHABLE),
                Arguments.of(new NoRouteToHostException("No route to host"), Outcome.UNREACHABLE),
                Arguments.of(new ConnectException("Connection timed out"), Outcome.TIMED_OUT),
                Arguments.of(new SocketException("Permission denied"), Outcome.FAILED));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("connecting")
    void aConnectionThatFailsIsToldByItsCause(Exception failure, Outcome outcome) {
        assertThat(Contact.connecting(failure).outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @EnumSource(WireException.Reason.class)
    void anAnswerThatCannotBeReadHasALineForTheOperator(WireException.Reason reason) {
        Contact contact = Contact.unreadable(new WireException(reason, "why"));
        boolean key = reason == WireException.Reason.SEAL || reason == WireException.Reason.PLAINTEXT;
        assertThat(contact.outcome()).isEqualTo(key ? Outcome.OTHER_KEY : Outcome.FAILED);
        assertThat(contact.text()).isNotEmpty().doesNotContain("\n");
        assertThat(contact.answered()).isFalse();
    }

    @Test
    void whatTheOtherSideWritesIsOneLineWithoutControlCharacters() {
        assertThat(Contact.failed("bad\n\u001b[2J\u202eclück").text()).isEqualTo("bad??[2J?clück");
        assertThat(Contact.failed("x".repeat(5000)).text()).hasSize(301).endsWith("…");
    }

    @Test
    void ofTwoAddressesTheOneCountsThatSaysMore() {
        Contact key = Contact.unreadable(new WireException(WireException.Reason.SEAL, "no key opens it"));
        assertThat(Contact.telling(key, Contact.TIMED_OUT)).isEqualTo(key);
        assertThat(Contact.telling(Contact.TIMED_OUT, key)).isEqualTo(key);
        assertThat(Contact.telling(key, Contact.ANSWERED)).isEqualTo(Contact.ANSWERED);
    }
}
