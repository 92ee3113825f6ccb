package org.hepto.services.helper;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The few messages that are exchanged with containerd, by field number, without generated classes. */
final class Protobuf {
    /** Messages as bytes. */
    static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private Protobuf() {}

    @FunctionalInterface
    interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    /** A message with the fields that {@code fields} writes. */
    static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** {@code google.protobuf.Any}; containerd's type URLs are the bare names of the messages. */
    static byte[] any(String type, byte[] message) {
        return message(out -> {
            out.writeString(1, type);
            out.writeByteArray(2, message);
        });
    }

    /** The values of a length-delimited field, in their order. */
    static List<byte[]> fields(byte[] message, int number) throws IOException {
        List<byte[]> values = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == (number << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                values.add(in.readByteArray());
            } else {
                in.skipField(tag);
            }
        }
        return values;
    }

    /** The last value of a varint field, 0 when it is not there. */
    static long varint(byte[] message, int number) throws IOException {
        long value = 0;
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == (number << 3 | WireFormat.WIRETYPE_VARINT)) {
                value = in.readInt64();
            } else {
                in.skipField(tag);
            }
        }
        return value;
    }
}
