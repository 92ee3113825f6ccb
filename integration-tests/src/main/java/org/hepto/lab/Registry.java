package org.hepto.lab;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A registry without encryption, as a process in a host: it has one image, with the shell of busybox and little else, under
 * whatever name and tag it is asked for. It can be read, and no more (OCI Distribution Specification). As a proxy it is a way
 * to itself, by whatever address.
 */
public final class Registry {
    /** Where it listens. */
    public static final int PORT = 5000;

    private static final List<String> TOOLS = List.of("cat", "echo", "sh", "sleep");
    private static final String MANIFESTS = "/manifests/";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NO_BODY = -1;

    private final Map<String, byte[]> blobs = new HashMap<>();
    private final byte[] manifest;

    Registry(OciImage image) {
        manifest = image.manifest();
        image.blobs().forEach(blob -> blobs.put(OciImage.digest(blob), blob));
    }

    /** Answers until it is killed, and prints a line for each request. */
    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.createContext("/v2/", new Registry(OciImage.busyboxWith(TOOLS))::answer);
        server.start();
    }

    /** The command of a host that runs one. */
    public static String command(String java, String classes) {
        return "exec %s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx64m -cp %s %s"
                .formatted(java, classes, Registry.class.getName());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Optional<byte[]> content = content(path);
        System.out.println(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        try (exchange) {
            if (content.isPresent()) {
                answer(
                        exchange,
                        path.contains(MANIFESTS) ? OciImage.MANIFEST : "application/octet-stream",
                        content.get());
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
        String reference = path.substring(path.lastIndexOf('/') + 1);
        if (path.contains(MANIFESTS) && !reference.contains(":")) {
            return Optional.of(manifest);
        }
        return Optional.ofNullable(blobs.get(reference));
    }
}
