package org.hepto.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs a tool of the machine, not of a host. */
final class LocalCommand {
    private static final List<String> SHELL = List.of("/bin/sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; exec \"$@\"", "sh");

    private LocalCommand() {}

    /** The output, standard error included; {@link LabException} if it failed. */
    static String run(String... command) {
        List<String> line = new ArrayList<>(SHELL);
        line.addAll(List.of(command));
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new LabException("%s: exit code %d: %s".formatted(List.of(command), code, output.strip()));
            }
            return output;
        } catch (IOException e) {
            throw new LabException("%s: %s".formatted(List.of(command), e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }
}
