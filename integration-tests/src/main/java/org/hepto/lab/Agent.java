package org.hepto.lab;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs in a lab host and does what the lab says: frames on standard input, answers on standard output.
 *
 * <p>Needs nothing but the JDK. One thread reads frames, one serves each running command. Ends when the line does.
 */
final class Agent {
    private final InputStream in;
    private final OutputStream out;
    private final Map<Integer, RunningCommand> running = new ConcurrentHashMap<>();

    Agent(InputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Argument {@code outside}: also be the world behind the router. */
    public static void main(String[] args) throws IOException {
        if (args.length > 0 && args[0].equals("outside")) {
            Thread.ofPlatform().name("outside").daemon().start(new Outside());
        }
        new Agent(
                        new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
                        new FileOutputStream(FileDescriptor.out))
                .serve();
    }

    void serve() throws IOException {
        send(Frame.text(Frame.Kind.HELLO, 0, ""));
        while (true) {
            Frame frame = Frame.readFrom(in);
            send(Frame.text(Frame.Kind.ACCEPTED, frame.command(), ""));
            switch (frame.kind()) {
                case RUN ->
                    Thread.ofPlatform()
                            .name("command-" + frame.command())
                            .daemon()
                            .start(() -> run(frame));
                case KILL -> kill(frame.command());
                default -> throw new IOException("not for an agent: " + frame.kind());
            }
        }
    }

    private void run(Frame frame) {
        int number = frame.command();
        try {
            RunningCommand command = new RunningCommand(frame.text());
            running.put(number, command);
            int code = command.await(piece -> send(new Frame(Frame.Kind.OUTPUT, number, piece)));
            running.remove(number);
            send(Frame.exit(number, code));
        } catch (IOException e) {
            System.err.println("agent: command " + number + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void kill(int number) throws IOException {
        RunningCommand command = running.get(number);
        if (command == null) {
            return;
        }
        try {
            new ProcessBuilder("/bin/kill", "-KILL", "--", "-" + command.processGroup())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Frame frame) throws IOException {
        synchronized (out) {
            frame.writeTo(out);
        }
    }
}
