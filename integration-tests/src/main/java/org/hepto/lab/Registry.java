package org.hepto.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry without encryption, as a process in a host: under each name that it is asked for it has an image of its own, with
 * the shell of busybox and little else, and any tag. It can be read, and no more (OCI Distribution Specification). As a proxy
 * it is a way to itself, by whatever address.
 */
public final class Registry {
    /** Where it listens. */
    public static final int PORT = 5000;

    private static final List<String> TOOLS = List.of("cat", "echo", "sh", "sleep");
    private static final Pattern PATH = Pattern.compile("/v2/(.+)/(manifests|blobs)/([^/]+)");
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NO_BODY = -1;

    private final byte[] busybox;
    private final Map<String, OciImage> images = new HashMap<>();

    Registry(byte[] busybox) {
        this.busybox = busybox;
    }

    /** Answers until it is killed, and prints a line for each request. */
    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.createContext("/v2/", new Registry(Files.readAllBytes(OciImage.BUSYBOX_FILE))::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        System.out.println(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        try (exchange) {
            Optional<byte[]> content = content(path);
            if (content.isPresent()) {
                String type = path.contains("/manifests/") ? OciImage.MANIFEST : "application/octet-stream";
                answer(exchange, type, content.get());
            } else {
                exchange.sendResponseHeaders(NOT_FOUND, NO_BODY);
            }
        }
    }

    private static void answer(HttpExchange exchange, String type, byte[] content) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Docker-Content-Digest", OciImage.digest(content));
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
            exchange.sendResponseHeaders(OK, NO_BODY);
        } else {
            exchange.sendResponseHeaders(OK, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    /** Returns what is at a path: a manifest by tag, or any blob by its digest. */
    Optional<byte[]> content(String path) {
        Matcher asked = PATH.matcher(path);
        if (!asked.matches()) {
            return Optional.empty();
        }
        OciImage image = images.computeIfAbsent(asked.group(1), this::image);
        String reference = asked.group(3);
        if (asked.group(2).equals("manifests") && !reference.contains(":")) {
            return Optional.of(image.manifest());
        }
        return image.blobs().stream()
                .filter(blob -> OciImage.digest(blob).equals(reference))
                .findFirst();
    }

    /** Another one for each name, by a link in it. */
    private OciImage image(String name) {
        List<String> tools = new ArrayList<>(TOOLS);
        tools.add(name.replace('/', '-'));
        return OciImage.busybox(busybox, tools);
    }
}
