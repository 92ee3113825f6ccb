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
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A connection to a plane: JSON lines in both directions, each with the protocol's version. Any thread may send. */
final class PlaneLine implements AutoCloseable {
    /** The version of the protocol; plane.go of hepto-upstream begins with what the lines are. */
    static final int PROTOCOL = 1;

    private static final String VERSION = "protocol";
    private static final Logger LOG = LoggerFactory.getLogger(PlaneLine.class);
    private static final JsonMapper JSON = new JsonMapper();

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
    void listen(String name, Consumer<JsonNode> events, Runnable ended) {
        Thread.ofVirtual().name(name + "-events").start(() -> read(events, ended));
    }

    private void read(Consumer<JsonNode> events, Runnable ended) {
        try (BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = JSON.readTree(line);
                if (event.path(VERSION).asInt(0) != PROTOCOL) {
                    LOG.warn("a plane speaks protocol {}, this is {}", event.path(VERSION), PROTOCOL);
                    return;
                }
                events.accept(event);
            }
        } catch (IOException | JacksonException e) {
            LOG.debug("a plane's events ended", e);
        } finally {
            ended.run();
        }
    }

    /** Sends a command. */
    void send(ObjectNode command) throws IOException {
        byte[] line = (JSON.writeValueAsString(command.put(VERSION, PROTOCOL)) + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (channel) {
            for (ByteBuffer rest = ByteBuffer.wrap(line); rest.hasRemaining(); ) {
                channel.write(rest);
            }
        }
    }

    /** A command to be completed. */
    static ObjectNode op(String op) {
        return JSON.createObjectNode().put("op", op);
    }

    /** A value as JSON. */
    static JsonNode json(Object value) {
        return JSON.valueToTree(value);
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
