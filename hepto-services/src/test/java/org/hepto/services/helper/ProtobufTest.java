package org.hepto.services.helper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProtobufTest {
    @Property(tries = 200)
    void fieldsAreFoundAmongOthers(
            @ForAll List<byte[]> values, @ForAll long number, @ForAll @IntRange(min = 1, max = 300) int field)
            throws IOException {
        byte[] message = Protobuf.message(out -> {
            out.writeFixed64(field + 1, number);
            for (byte[] value : values) {
                out.writeByteArray(field, value);
                out.writeString(field + 2, "between");
            }
            out.writeInt64(field + 3, 1);
            out.writeInt64(field + 3, number);
            out.writeFixed32(field + 4, 7);
        });
        assertThat(Protobuf.fields(message, field)).usingRecursiveComparison().isEqualTo(values);
        assertThat(Protobuf.varint(message, field + 3)).isEqualTo(number);
        assertThat(Protobuf.varint(message, field)).isZero();
        assertThat(Protobuf.fields(message, field + 3)).isEmpty();
    }

    @Test
    void anyHoldsItsTypeAndMessage() {
        assertThat(HexFormat.of().formatHex(Protobuf.any("T", new byte[] {1, 2})))
                .isEqualTo("0a0154" + "12020102");
    }

    @Test
    void tornMessageIsAnIoException() {
        byte[] torn = {0x0a, 0x05, 0x01};
        assertThatThrownBy(() -> Protobuf.fields(torn, 1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Protobuf.varint(torn, 2)).isInstanceOf(IOException.class);
    }
}
