package org.hepto.selfcontain;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs the nft(8) tool: nftables has no library for Java, and kube-proxy needs the tool as well. */
public final class Nft {
    private Nft() {}

    private static String program() throws IOException {
        return HostTool.find("nft")
                .orElseThrow(() -> new IOException("there is no nft; install it: apt install nftables"))
                .toString();
    }

    /**
     * Loads rules into the network namespace of the calling thread, all or none; see nft(8).
     *
     * @throws IOException with the first line of nft's answer if it refuses
     */
    public static void load(String ruleset) throws IOException {
        run(ruleset, "-f", "-");
    }

    /**
     * Asks nft and the kernel whether they would take the rules in the calling thread's network namespace; loads none.
     *
     * @throws IOException with the first line of nft's answer if it refuses
     */
    static void check(String ruleset) throws IOException {
        run(ruleset, "--check", "-f", "-");
    }

    private static void run(String ruleset, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(program()));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(ruleset.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                String reason = output.lines().findFirst().orElse("no reason given");
                throw new IOException("nft refused the rules: " + reason);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
