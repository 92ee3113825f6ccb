package org.hepto.services.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.hepto.services.control.ControlReply.Failure;
import org.hepto.services.control.ControlReply.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are no messages are refused in one line, whatever they are. */
class HostileLinesTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'';not a JSON object",
                "status;not JSON",
                "[];not a JSON object",
                "7;not a JSON object",
                "{;not JSON",
                "{};there is no 'protocol'",
                "{} {};more than one JSON object",
                "{\"protocol\":1};there is no 'request'",
                "{\"protocol\":\"1\",\"request\":\"status\"};'protocol' is no Long",
                "{\"protocol\":-1,\"request\":\"status\"};'protocol' is out of range",
                "{\"protocol\":99999999999999999999,\"request\":\"status\"};not JSON",
                "{\"protocol\":1.5,\"request\":\"status\"};unexpected VALUE_NUMBER_FLOAT",
                "{\"protocol\":1,\"request\":{\"status\":1}};'request' is no String",
                "{\"protocol\":1,\"request\":\"watch\",\"untilReady\":\"yes\"};'untilReady' is no Boolean",
                "{\"protocol\":1,\"protocol\":1,\"request\":\"status\"};not JSON",
                "{\"protocol\":1,\"request\":\"status\",\"x\":[null]};null in a list",
                "{\"protocol\":1,\"request\":\"status\",\"x\":[[[[[[[[[1]]]]]]]]]};not JSON",
                "{\"protocol\":1,\"request\":\"admit\"};there is no 'name'",
                "{\"protocol\":1,\"request\":\"admit\",\"name\":\"\"};'' is no name of a node",
                "{\"protocol\":1,\"request\":\"admit\",\"name\":[\"a\"]};'name' is no String",
                "{\"protocol\":1,\"request\":\"forget\",\"name\":\"../a\"};'../a' is no name of a node",
                "{\"protocol\":1,\"request\":\"forget\",\"name\":\"a\\nb\"};'a?b' is no name of a node",
                "{\"protocol\":1,\"request\":\"kubeconfig\"};there is no 'server'",
                "{\"protocol\":1,\"request\":\"kubeconfig\",\"days\":3,\"server\":\"moon\"};unknown server 'moon'",
                "{\"protocol\":1,\"request\":\"kubeconfig\",\"server\":\"mesh\"};there is no 'days'",
                "{\"protocol\":1,\"request\":\"kubeconfig\",\"days\":0,\"server\":\"mesh\"};0 days are not 1 to 365",
                "{\"protocol\":1,\"request\":\"kubeconfig\",\"days\":366,\"server\":\"mesh\"};366 days are not",
                "{\"protocol\":1,\"request\":\"kubeconfig\",\"user\":\"\",\"days\":1,\"server\":\"mesh\"};the user '' has",
                "{\"protocol\":1,\"request\":\"kubeconfig\",\"user\":\"a,O=b\",\"days\":1,\"server\":\"mesh\"};the user 'a,O=b' has",
                "{\"protocol\":1,\"request\":\"kubeconfig\",\"user\":\"system:x\",\"days\":1,\"server\":\"mesh\"};the user 'system:x' is",
                "{\"protocol\":1,\"request\":\"kubeconfig\",\"groups\":[\"a\"],\"days\":1,\"server\":\"mesh\"};a group needs a user",
                "{\"protocol\":1,\"request\":\"kubeconfig\",\"groups\":\"a\",\"days\":1,\"server\":\"mesh\"};'groups' is no List",
            })
    void malformedRequestsAreRefusedInOneLine(String line, String message) {
        assertThatThrownBy(() -> RequestCodec.decode(bytes(line)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"protocol\":2,\"request\":\"status\"};PROTOCOL;'this node speaks protocol 1, not 2'",
                "{\"protocol\":2,\"ask\":\"status\"};PROTOCOL;'this node speaks protocol 1, not 2'",
                "{\"protocol\":1,\"request\":\"stop\"};UNKNOWN;unknown request 'stop'",
            })
    void requestsOfOthersAreRefusedWithACode(String line, ErrorCode code, String message) {
        assertThatThrownBy(() -> RequestCodec.decode(bytes(line)))
                .isInstanceOfSatisfying(
                        RefusedRequestException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"protocol\":1,\"request\":\"status\",\"later\":{\"a\":[1,true,{}]},\"none\":null}",
                " {\"request\":\"status\" , \"protocol\":1}",
            })
    void fieldsOfOtherBuildsAreNoMatter(String line) throws IOException {
        assertThat(RequestCodec.decode(bytes(line))).isEqualTo(new ControlRequest.ReadStatus());
    }

    @Test
    void unknownErrorCodesSurvive() throws IOException {
        assertThat(ReplyCodec.decode(bytes("{\"reply\":\"failure\",\"error\":\"new\",\"message\":\"m\"}")))
                .isEqualTo(new Failure(ErrorCode.FAILED, "m"));
    }

    @Property(tries = 2000)
    void anyBytesAreReadOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
        readOrRefused(bytes);
    }

    /** Damaged messages reach deeper than random bytes. */
    @Property(tries = 3000)
    void damagedMessagesAreReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] line = random.nextBoolean() ? ReplyCodec.encode(new Status(Samples.status())) : others(random);
        byte[] bytes = Arrays.copyOf(line, random.nextInt(4) == 0 ? random.nextInt(line.length) : line.length);
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) "{}[],:\"\\u0-9.etfn \u0000\u00ff".charAt(random.nextInt(20));
        }
        readOrRefused(bytes);
    }

    private static byte[] others(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> RequestCodec.encode(new ControlRequest.Watch(true));
            case 1 -> RequestCodec.encode(new ControlRequest.Forget("n2"));
            case 2 -> RequestCodec.encode(new ControlRequest.MakeKubeconfig(Samples.KUBECONFIG));
            case 3 -> ReplyCodec.encode(new ControlReply.Listed(Samples.ADMITTED));
            default -> ReplyCodec.encode(new ControlReply.Invited(Samples.INVITATION));
        };
    }

    private static void readOrRefused(byte[] bytes) {
        try {
            RequestCodec.decode(bytes);
        } catch (MalformedMessageException | RefusedRequestException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        try {
            ReplyCodec.decode(bytes);
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
