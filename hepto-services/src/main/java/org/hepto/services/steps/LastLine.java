package org.hepto.services.steps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies what a helper says on its standard error into the log, and remembers how it ended. */
final class LastLine {
    private static final Logger LOG = LoggerFactory.getLogger("helper");

    private volatile String last = "";

    /** Reads until the stream ends. */
    void read(InputStream errors) {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(errors, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            LOG.debug("the errors of the helper ended", e);
        }
    }

    void take(String line) {
        LOG.info("{}", line);
        if (!line.isBlank()) {
            last = line.strip();
        }
    }

    /** Returns the last line that said something, or nothing. */
    String text() {
        return last;
    }
}
