package org.hepto.services.steps;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hepto.daeman.FatalUnitException;
import org.hepto.utils.Errors;

/** Does the steps that a {@link StepClient} asks for, each on a thread of its own. */
public final class StepServer {
    private final Steps steps;
    private final PrintStream replies;
    private final Map<Long, Thread> running = new ConcurrentHashMap<>();

    /** Makes one that answers to a stream. */
    public StepServer(Steps steps, PrintStream replies) {
        this.steps = steps;
        this.replies = replies;
    }

    /** Serves until the stream ends, and then gives up what runs. */
    public void serve(InputStream requests) throws IOException {
        try {
            BufferedReader lines = new BufferedReader(new InputStreamReader(requests, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(MessageJson.read(line));
            }
        } finally {
            running.values().forEach(Thread::interrupt);
        }
    }

    private void take(Message request) throws IOException {
        switch (request) {
            case Message.Run run -> {
                Thread thread = Thread.ofVirtual().name("step " + run.id()).unstarted(() -> run(run));
                running.put(run.id(), thread);
                thread.start();
            }
            case Message.Cancel cancel -> {
                Thread thread = running.get(cancel.id());
                if (thread != null) {
                    thread.interrupt();
                }
            }
            case Message.Missing _, Message.Finished _, Message.Failed _ -> throw new IOException("not a request");
        }
    }

    private void run(Message.Run run) {
        Message reply;
        try {
            reply = new Message.Finished(
                    run.id(), steps.run(run.step(), line -> send(new Message.Missing(run.id(), line))));
        } catch (FatalUnitException e) {
            reply = new Message.Failed(run.id(), Errors.line(e), true);
        } catch (InterruptedException e) {
            reply = new Message.Failed(run.id(), "given up", false);
        } catch (Exception | LinkageError e) {
            reply = new Message.Failed(run.id(), Errors.line(e), false);
        } finally {
            running.remove(run.id());
        }
        send(reply);
    }

    private synchronized void send(Message message) {
        replies.print(MessageJson.write(message));
        replies.flush();
    }
}
