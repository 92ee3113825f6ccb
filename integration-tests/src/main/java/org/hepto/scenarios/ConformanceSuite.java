package org.hepto.scenarios;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.hepto.lab.LabException;

/** Upstream's {@code e2e.test} on this machine, asked what is in it. */
final class ConformanceSuite {
    private final Path program;

    ConformanceSuite(Path program) {
        this.program = program;
    }

    /** All tests, those of conformance and others. */
    List<ConformanceTest> tests() {
        return ConformanceTest.listed(output("--list-tests"));
    }

    /** All images that tests ask for, with their tags. */
    List<String> images() {
        return output("--list-images")
                .lines()
                .map(String::strip)
                .filter(line -> line.matches("\\S+/\\S+:\\S+"))
                .toList();
    }

    private String output(String option) {
        try {
            Process process = new ProcessBuilder(program.toString(), option)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new LabException("%s %s: exit code %d".formatted(program, option, code));
            }
            return output;
        } catch (IOException e) {
            throw new LabException("cannot run %s: %s".formatted(program, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
