package org.hepto.lab;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs in a lab host and does what the lab says: frames on standard input, answers on standard output.
 *
 * <p>Needs nothing but the JDK. One thread reads frames, one serves each running command. Ends when the line does.
 */
final class Agent {
    private static final int CANNOT_RUN = 126;

    private final InputStream in;
    private final OutputStream out;
    private final Map<Integer, CompletableFuture<RunningCommand>> running = new ConcurrentHashMap<>();

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
            int number = frame.command();
            send(Frame.text(Frame.Kind.ACCEPTED, number, ""));
            switch (frame.kind()) {
                case RUN -> {
                    CompletableFuture<RunningCommand> started = new CompletableFuture<>();
                    running.put(number, started);
                    Thread.ofPlatform()
                            .name("command-" + number)
                            .daemon()
                            .start(() -> run(number, frame.text(), started));
                }
                case KILL -> {
                    CompletableFuture<RunningCommand> started = running.get(number);
                    if (started != null) {
                        Thread.ofPlatform().name("kill-" + number).daemon().start(() -> kill(started));
                    }
                }
                default -> throw new IOException("not for an agent: " + frame.kind());
            }
        }
    }

    private void run(int number, String script, CompletableFuture<RunningCommand> started) {
        try {
            send(Frame.exit(number, runTo(number, script, started)));
        } catch (IOException e) {
            System.err.println("agent: the line is broken: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            running.remove(number);
        }
    }

    private int runTo(int number, String script, CompletableFuture<RunningCommand> started)
            throws IOException, InterruptedException {
        RunningCommand command;
        try {
            command = new RunningCommand(script);
        } catch (IOException e) {
            started.completeExceptionally(e);
            send(Frame.text(Frame.Kind.OUTPUT, number, e.toString()));
            return CANNOT_RUN;
        }
        started.complete(command);
        return command.await(piece -> send(new Frame(Frame.Kind.OUTPUT, number, piece)));
    }

    private static void kill(CompletableFuture<RunningCommand> started) {
        try {
            started.join().kill();
        } catch (IOException e) {
            System.err.println("agent: cannot kill: " + e);
        }
    }

    private void send(Frame frame) throws IOException {
        synchronized (out) {
            frame.writeTo(out);
        }
    }
}
