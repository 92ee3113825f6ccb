package org.hepto.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The lab by hand: boots hosts {@code n1}, {@code n2}, … and runs a command in the first, or what is typed.
 *
 * <pre>{@code lab [--hosts N] [--memory MiB] [--router] [command …]}</pre>
 *
 * <p>A typed line that begins with {@code n2:} goes to that host.
 */
final class Main {
    private static final Duration LONG = Duration.ofHours(12);

    private int hosts = 1;
    private int memory = HostSize.DEFAULT.memoryMiB();
    private boolean router;
    private final List<String> command = new ArrayList<>();

    /** Exit code: that of the command. */
    public static void main(String[] args) throws IOException {
        System.exit(new Main().parse(args).run());
    }

    private Main parse(String... args) {
        for (int i = 0; i < args.length; i++) {
            switch (command.isEmpty() ? args[i] : "") {
                case "--hosts" -> hosts = Integer.parseInt(args[++i]);
                case "--memory" -> memory = Integer.parseInt(args[++i]);
                case "--router" -> router = true;
                default -> command.add(args[i]);
            }
        }
        return this;
    }

    private int run() throws IOException {
        long start = System.nanoTime();
        try (Lab lab = new Lab()) {
            for (int i = 1; i <= hosts; i++) {
                lab.host("n" + i, new HostSize(memory, HostSize.DEFAULT.diskGiB()));
            }
            if (router) {
                lab.router();
            }
            lab.boot();
            System.err.printf(
                    "lab: up after %d ms%n",
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
            LabHost first = lab.get("n1");
            return command.isEmpty() ? shell(lab, first) : run(first, String.join(" ", command));
        }
    }

    private static int shell(Lab lab, LabHost first) throws IOException {
        BufferedReader typed = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
        while (true) {
            System.out.print("lab> ");
            System.out.flush();
            String line = typed.readLine();
            if (line == null || line.equals("exit")) {
                return 0;
            }
            try {
                boolean addressed = line.matches("[a-z][a-z0-9-]*: .*");
                LabHost host = addressed ? lab.get(line.substring(0, line.indexOf(':'))) : first;
                int code = run(host, addressed ? line.substring(line.indexOf(' ')) : line);
                if (code != 0) {
                    System.out.println("exit code " + code);
                }
            } catch (LabException | IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static int run(LabHost host, String command) {
        return host.run(command, LONG, System.out::println);
    }
}
