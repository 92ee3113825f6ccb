package org.hepto.scenarios;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes or deletes ConfigMaps in a namespace, as a process in a lab host.
 *
 * <pre>{@code
 * count KUBECONFIG NAMESPACE PREFIX UNSYNCED [MILLIS]
 *                                                 PREFIX-0, PREFIX-1, … with their number, one after the other, for ever,
 *                                                 with a pause of so many milliseconds
 * create KUBECONFIG NAMESPACE PREFIX NUMBER KIB   so many of that size, several at a time
 * delete KUBECONFIG NAMESPACE PREFIX NUMBER       those
 * }</pre>
 *
 * <p>{@code count} prints a name when the apiserver has acknowledged it, not before, and in a line that leaves the
 * process at once. Then it appends the name to the file UNSYNCED, which it never syncs.
 */
final class ApiLoad {
    private static final int WORKERS = 8;
    private static final int CREATED = 201;
    private static final int OK = 200;

    private final ApiClient api;
    private final String path;
    private final String prefix;

    private ApiLoad(String kubeconfig, String namespace, String prefix) throws IOException {
        api = new ApiClient(Path.of(kubeconfig));
        path = "/api/v1/namespaces/%s/configmaps".formatted(namespace);
        this.prefix = prefix;
    }

    /** Ends with a stack trace at the first call that is not acknowledged. */
    public static void main(String[] arguments) throws Exception {
        ApiLoad load = new ApiLoad(arguments[1], arguments[2], arguments[3]);
        switch (arguments[0]) {
            case "count" -> load.count(Path.of(arguments[4]), arguments.length > 5 ? Long.parseLong(arguments[5]) : 0);
            case "create" -> load.create(Integer.parseInt(arguments[4]), Integer.parseInt(arguments[5]));
            case "delete" -> load.delete(Integer.parseInt(arguments[4]));
            default -> throw new IllegalArgumentException("what is " + arguments[0]);
        }
    }

    private void count(Path unsynced, long pauseMillis) throws IOException, InterruptedException {
        for (int i = 0; true; i++) {
            String name = name(i);
            expect(CREATED, "POST", path, configMap(name, Integer.toString(i)));
            // standard output is flushed with each line: what the lab has read was acknowledged
            System.out.println(name);
            Files.writeString(
                    unsynced,
                    name + "\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            Thread.sleep(pauseMillis);
        }
    }

    private void create(int number, int kib) throws Exception {
        String value = "0123456789abcdef".repeat(64 * kib);
        each(number, i -> expect(CREATED, "POST", path, configMap(name(i), value)));
    }

    private void delete(int number) throws Exception {
        each(number, i -> expect(OK, "DELETE", path + "/" + name(i), ""));
    }

    private String name(int number) {
        return prefix + "-" + number;
    }

    private static String configMap(String name, String value) {
        return """
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "%s"}, "data": {"value": "%s"}}
                """.formatted(name, value);
    }

    private interface Call {
        void of(int number) throws IOException, InterruptedException;
    }

    private static void each(int number, Call call) throws Exception {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS)) {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                workers.add(threads.submit(() -> {
                    for (int mine = next.getAndIncrement(); mine < number; mine = next.getAndIncrement()) {
                        call.of(mine);
                    }
                    return null;
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : e;
        }
    }

    private void expect(int status, String method, String where, String body) throws IOException, InterruptedException {
        int answer = api.call(method, where, body);
        if (answer != status) {
            throw new IOException("%s %s: status %d".formatted(method, where, answer));
        }
    }
}
