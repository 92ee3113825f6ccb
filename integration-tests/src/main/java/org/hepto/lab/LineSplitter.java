package org.hepto.lab;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes lines of pieces of UTF-8; used by one thread at a time. */
final class LineSplitter {
    private final Consumer<String> lines;
    private final ByteArrayOutputStream unfinished = new ByteArrayOutputStream();

    LineSplitter(Consumer<String> lines) {
        this.lines = lines;
    }

    synchronized void accept(byte[] piece) {
        for (byte b : piece) {
            if (b == '\n') {
                emit();
            } else {
                unfinished.write(b);
            }
        }
    }

    /** The last line may have no end. */
    synchronized void finish() {
        if (unfinished.size() > 0) {
            emit();
        }
    }

    private void emit() {
        String line = unfinished.toString(StandardCharsets.UTF_8);
        unfinished.reset();
        lines.accept(line);
    }
}
