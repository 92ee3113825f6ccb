package org.hepto.services.units;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hepto.services.steps.Fields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/** A connection to a plane: JSON lines in both directions, each with the protocol's version. Any thread may send. */
final class PlaneLine implements AutoCloseable {
    /** The version of the protocol; plane.go of hepto-upstream begins with what the lines are. */
    static final int PROTOCOL = 1;

    private static final String VERSION = "protocol";
    private static final Logger LOG = LoggerFactory.getLogger(PlaneLine.class);

    private final SocketChannel channel;

    private PlaneLine(SocketChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException if nothing listens there */
    static PlaneLine connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            return new PlaneLine(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Hands out the events as they come, on a thread of this connection.
     *
     * @param ended told once, after the last event
     */
    void listen(String name, Events events, Runnable ended) {
        Thread.ofVirtual().name(name + "-events").start(() -> read(events, ended));
    }

    /** Takes an event; one that it cannot read ends the connection. */
    @FunctionalInterface
    interface Events {
        /** Takes one. */
        void accept(Fields event) throws IOException;
    }

    private void read(Events events, Runnable ended) {
        try (BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Fields event = Fields.read(line);
                if (!event.text(VERSION, "").equals(Integer.toString(PROTOCOL))) {
                    LOG.warn("a plane speaks protocol {}, this is {}", event.text(VERSION, ""), PROTOCOL);
                    return;
                }
                events.accept(event);
            }
        } catch (IOException | NumberFormatException e) {
            LOG.debug("a plane's events ended", e);
        } finally {
            ended.run();
        }
    }

    /** Sends a command that is about the plane. */
    void send(String op) throws IOException {
        send(op, json -> {});
    }

    /** Sends a command that is about a component. */
    void send(String op, String component) throws IOException {
        send(op, json -> json.writeStringProperty("component", component));
    }

    /** Sends the arguments of each component. */
    void configure(Map<String, List<String>> arguments) throws IOException {
        send("configure", json -> {
            json.writeObjectPropertyStart("components");
            arguments.forEach((component, words) -> {
                json.writeArrayPropertyStart(component);
                words.forEach(json::writeString);
                json.writeEndArray();
            });
            json.writeEndObject();
        });
    }

    private void send(String op, Consumer<JsonGenerator> fields) throws IOException {
        String text = Fields.write(json -> {
            json.writeStringProperty("op", op);
            fields.accept(json);
            json.writeNumberProperty(VERSION, PROTOCOL);
        });
        byte[] line = text.getBytes(StandardCharsets.UTF_8);
        synchronized (channel) {
            for (ByteBuffer rest = ByteBuffer.wrap(line); rest.hasRemaining(); ) {
                channel.write(rest);
            }
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("close", e);
        }
    }
}
