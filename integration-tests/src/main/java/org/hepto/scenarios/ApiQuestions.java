package org.hepto.scenarios;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks an apiserver the same again and again, as a process in a lab host, whatever comes of it.
 *
 * <pre>{@code
 * KUBECONFIG PATH MILLIS     with a pause of so many milliseconds
 * }</pre>
 *
 * <p>Before each request it looks whether its certificate was replaced, and goes on with the new one. It prints a line for
 * each: when it was sent, how many milliseconds it took, and the status of the answer or why there was none.
 */
final class ApiQuestions {
    private final Path kubeconfig;
    private final String path;
    private String credentials = "";
    private @Nullable ApiClient api;

    private ApiQuestions(Path kubeconfig, String path) {
        this.kubeconfig = kubeconfig;
        this.path = path;
    }

    /** Never ends by itself. */
    public static void main(String[] arguments) throws InterruptedException {
        ApiQuestions questions = new ApiQuestions(Path.of(arguments[0]), arguments[1]);
        long pause = Long.parseLong(arguments[2]);
        while (true) {
            Instant sent = Instant.now();
            long began = System.nanoTime();
            String outcome = questions.ask();
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            System.out.print(sent + " " + took + " " + outcome + "\n"); // at once: the lab reads at any time
            Thread.sleep(pause);
        }
    }

    private String ask() throws InterruptedException {
        try {
            return Integer.toString(client().call("GET", path, ""));
        } catch (IOException e) {
            return e.toString().replaceAll("\\s+", " ");
        }
    }

    private ApiClient client() throws IOException {
        String now = ApiClient.credentials(kubeconfig);
        ApiClient known = api;
        if (known != null && now.equals(credentials)) {
            return known;
        }
        if (known != null) {
            known.close();
        }
        ApiClient made = new ApiClient(kubeconfig);
        api = made;
        credentials = now;
        return made;
    }
}
