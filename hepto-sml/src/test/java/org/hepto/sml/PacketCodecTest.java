package org.hepto.sml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.hepto.sml.Message.Ack;
import org.hepto.sml.Message.Ping;
import org.hepto.sml.Message.Suspect;
import org.hepto.sml.WireException.Reason;
import org.junit.jupiter.api.Test;

class PacketCodecTest {

    private static final Ping PING = new Ping(42, "n1", null, "");
    private static final Suspect SUSPECT = new Suspect(5, "n1", "n0");
    private static final Keyring KEYS = Keyring.of(Vectors.KEY_256);

    private final Counters counters = new Counters();

    private static String encode(Wire wire, boolean checksum, Message... messages) {
        var parts = new ArrayList<byte[]>();
        for (Message message : messages) {
            parts.add(message.encode());
        }
        return Vectors.hex(new PacketEncoder(wire).encode(parts, checksum));
    }

    private List<Message> decode(Wire wire, String hex) throws WireException {
        byte[] bytes = Vectors.unhex(hex);
        return new PacketDecoder(wire, counters).decode(bytes, bytes.length);
    }

    private void assertRefused(Wire wire, String hex, Reason reason) {
        assertThatThrownBy(() -> decode(wire, hex))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void compoundChecksumAndCompressionAreGos() throws WireException {
        Wire plain = Vectors.wire("", Keyring.NONE, false);
        assertThat(encode(plain, false, PING, SUSPECT)).isEqualTo(Vectors.COMPOUND);
        assertThat(decode(plain, Vectors.COMPOUND)).containsExactly(PING, SUSPECT);
        assertThat(encode(plain, true, PING)).isEqualTo(Vectors.CRC_PING);
        assertThat(decode(plain, Vectors.CRC_PING)).containsExactly(PING);
        assertThat(Vectors.hex(plain.compressed("aaaaaaaaaa".getBytes(java.nio.charset.StandardCharsets.US_ASCII))))
                .isEqualTo(Vectors.COMPRESSED_A);
    }

    @Test
    void sealsAsGoWithEveryKeySizeAndLabel() throws WireException {
        Wire sealed = Vectors.wire("", KEYS, false);
        assertThat(encode(sealed, false, PING)).isEqualTo(Vectors.SEALED);
        assertThat(decode(Vectors.wire("", KEYS, false), Vectors.SEALED)).containsExactly(PING);
        Wire labelled = Vectors.wire("lab", KEYS, false);
        assertThat(encode(labelled, false, PING)).isEqualTo(Vectors.SEALED_LABELLED);
        assertThat(decode(Vectors.wire("lab", KEYS, false), Vectors.SEALED_LABELLED))
                .containsExactly(PING);
        Wire shorter = Vectors.wire("", Keyring.of(Vectors.KEY_192), false);
        assertThat(encode(shorter, false, PING)).isEqualTo(Vectors.SEALED_192);
    }

    @Test
    void opensThePaddedVersion() throws WireException {
        assertThat(decode(Vectors.wire("", KEYS, false), Vectors.SEALED_V0)).containsExactly(PING);
    }

    @Test
    void anyKeyOfTheRingOpens() throws WireException {
        Keyring both = Keyring.of(Bytes.of(new byte[16])).add(Vectors.KEY_256);
        assertThat(decode(Vectors.wire("", both, false), Vectors.SEALED)).containsExactly(PING);
    }

    @Test
    void aWrongKeyAChangeAndPlaintextAreRefused() {
        Wire other = Vectors.wire("", Keyring.of(Vectors.KEY_192), false);
        assertRefused(other, Vectors.SEALED, Reason.SEAL);
        Wire right = Vectors.wire("", KEYS, false);
        assertRefused(right, Vectors.SEALED.replace("8cb0", "8cb1"), Reason.SEAL);
        assertRefused(right, Vectors.SEALED.substring(0, 40), Reason.TRUNCATED);
        assertRefused(right, Vectors.ALIVE, Reason.PLAINTEXT);
    }

    @Test
    void anotherLabelOrNoneIsRefused() {
        assertRefused(Vectors.wire("lab", KEYS, false), Vectors.SEALED, Reason.UNLABELLED);
        assertRefused(Vectors.wire("", KEYS, false), Vectors.SEALED_LABELLED, Reason.LABEL);
        assertRefused(Vectors.wire("bal", Keyring.NONE, false), "f4036c6162" + Vectors.PING, Reason.LABEL);
        assertRefused(Vectors.wire("", Keyring.NONE, false), "f400" + Vectors.PING, Reason.LABEL);
        assertRefused(Vectors.wire("lab", Keyring.NONE, false), "f4036c", Reason.TRUNCATED);
    }

    @Test
    void aWrongChecksumIsRefused() {
        assertRefused(Vectors.wire("", Keyring.NONE, false), Vectors.CRC_PING.replace("0cd9", "0cd8"), Reason.CHECKSUM);
    }

    @Test
    void aTruncatedCompoundKeepsItsWholeParts() throws WireException {
        String cut = Vectors.COMPOUND.substring(0, Vectors.COMPOUND.length() - 2);
        assertThat(decode(Vectors.wire("", Keyring.NONE, false), cut)).containsExactly(PING);
        assertThat(counters.get(Reason.TRUNCATED)).isEqualTo(1);
    }

    @Test
    void compressesOnlyWhatGetsSmaller() throws WireException {
        Wire compressing = Vectors.wire("", Keyring.NONE, true);
        assertThat(encode(compressing, false, PING)).isEqualTo(Vectors.PING);
        var big = new Ack(1, Bytes.wrap(new byte[500]));
        String packet = encode(compressing, false, big);
        assertThat(packet).startsWith("0982").hasSizeLessThan(300);
        assertThat(decode(compressing, packet)).containsExactly(big);
    }

    @Test
    void nestingAndTheNumberOfPartsAreBounded() {
        Wire wire = Vectors.wire("", Keyring.NONE, false);
        byte[] nested = Vectors.unhex(Vectors.PING);
        for (int i = 0; i < 5; i++) {
            nested = PacketEncoder.compound(List.of(nested));
        }
        assertRefused(wire, Vectors.hex(nested), Reason.OVERSIZED);
        byte[] wide = PacketEncoder.compound(java.util.Collections.nCopies(200, Vectors.unhex(Vectors.NACK)));
        byte[] wider = PacketEncoder.compound(java.util.Collections.nCopies(20, wide));
        assertRefused(wire, Vectors.hex(wider), Reason.OVERSIZED);
    }

    @Test
    void aValueThatIsTooLongCostsItsOwnPartOnly() throws WireException {
        Wire wire = Vectors.wire("", Keyring.NONE, false);
        var tooLong = new Message.Alive(1, "n", Simulation.address(1), Bytes.wrap(new byte[Limits.META + 1]), Vsn.OURS);
        var longNamed = new Message.Suspect(1, "n".repeat(2000), "m".repeat(2000));
        byte[] packet =
                PacketEncoder.compound(List.of(tooLong.encode(), longNamed.encode(), Vectors.unhex(Vectors.PING)));
        assertThat(decode(wire, Vectors.hex(packet))).containsExactly(longNamed, PING);
        assertThat(counters.get(Reason.OVERSIZED)).isEqualTo(1);
    }

    @Test
    void aBombInsideAPacketIsRefused() {
        Wire wire = Vectors.wire("", Keyring.NONE, false);
        byte[] bomb = wire.compressed(new byte[10_000_000]);
        assertThat(bomb.length).isLessThan(Limits.PACKET);
        assertRefused(wire, Vectors.hex(bomb), Reason.OVERSIZED);
    }
}
