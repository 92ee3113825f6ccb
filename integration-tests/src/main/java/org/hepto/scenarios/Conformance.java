package org.hepto.scenarios;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import org.hepto.lab.HostSize;
import org.hepto.lab.Lab;
import org.hepto.lab.LabException;
import org.hepto.lab.LabHost;

/**
 * {@code ./dev conformance}: upstream's conformance suite against a master in the lab. Exit code 0 only if every selected
 * test has passed or has skipped itself. Results are kept by the digest of {@code hepto.jar}: the same command goes on
 * where it was interrupted.
 */
public final class Conformance {
    private static final HostSize SIZE = new HostSize(6144, 60);
    private static final int KEY_LENGTH = 12;

    private final ConformanceOptions options;
    private final Path checkout = HeptoNode.jar().resolve("../../..").normalize();
    private final Path upstream = checkout.resolve("hepto-upstream/target");
    private final Path kept = checkout.resolve("integration-tests/target/conformance");

    private Conformance(ConformanceOptions options) {
        this.options = options;
    }

    /** Options and FOCUS as in {@link ConformanceOptions#USAGE}. */
    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int code;
        try {
            code = new Conformance(ConformanceOptions.parse(Arrays.asList(arguments))).run();
        } catch (LabException | AssertionError e) {
            System.err.println("conformance: " + e.getMessage());
            code = 2;
        }
        System.exit(code);
    }

    private int run() throws IOException, InterruptedException {
        if (!options.compare().isEmpty()) {
            ConformanceTable.differences(
                            read(options.compare().get(0)),
                            read(options.compare().get(1)))
                    .forEach(System.out::println);
            return 0;
        }
        ConformanceSuite suite = new ConformanceSuite(program());
        List<ConformanceTest> tests =
                suite.tests().stream().filter(options::selects).toList();
        if (tests.isEmpty()) {
            throw new LabException("no test has a name that matches " + options.focus());
        }
        Path folder = Files.createDirectories(kept.resolve(key()));
        Path file = folder.resolve("results.xml");
        if (options.fresh()) {
            Files.deleteIfExists(file);
        }
        ConformanceResults results = new ConformanceResults(file);
        results.add(tests.stream()
                .filter(ConformanceTest::needsRegistry)
                .map(test -> ConformanceResult.skipped(test, "needs a registry: it pulls its image always"))
                .toList());
        List<ConformanceTest> open = results.open(tests, options.failed());
        System.out.printf("%d tests, %d of them to run; results in %s%n", tests.size(), open.size(), file);
        if (!open.isEmpty()) {
            run(suite, open, results, folder);
        }
        List<ConformanceResult> selected = results.of(tests);
        List<String> table = ConformanceTable.of(selected);
        Files.write(folder.resolve("table.txt"), table);
        table.forEach(System.out::println);
        return selected.stream().anyMatch(ConformanceResult::failed) ? 1 : 0;
    }

    private void run(ConformanceSuite suite, List<ConformanceTest> tests, ConformanceResults results, Path folder)
            throws IOException, InterruptedException {
        try (Lab lab = new Lab()) {
            LabHost host = lab.host("n1", SIZE);
            lab.router();
            lab.boot();
            HeptoNode node = new HeptoNode(host);
            provideImages(suite, host);
            long start = System.nanoTime();
            if (options.vanilla()) {
                node.set("HEPTO_VANILLA", "1");
            }
            node.start();
            node.awaitReady();
            System.out.printf("the node is Ready after %d s%n", (System.nanoTime() - start) / 1_000_000_000L);
            ConformanceRun run = new ConformanceRun(node, results);
            run.prepare(program());
            try {
                run.run(
                        tests.stream()
                                .filter(Predicate.not(ConformanceTest::alone))
                                .toList(),
                        options.processes());
                run.run(tests.stream().filter(ConformanceTest::alone).toList(), 1);
            } finally {
                keepLogs(node, folder);
            }
        }
    }

    private Path program() {
        Path program = upstream.resolve("conformance/e2e.test");
        if (!Files.exists(program)) {
            throw new LabException("there is no %s; run ./dev conformance, which builds it".formatted(program));
        }
        return program;
    }

    private void provideImages(ConformanceSuite suite, LabHost host) throws IOException {
        Path work = Files.createTempDirectory(kept, "images");
        Path archive = work.resolve("images.tar");
        try {
            new ConformanceImages(upstream, work).write(suite.images(), archive);
            host.ok("mkdir -p %1$s/images && cp %2$s %1$s/images/conformance.tar".formatted(HeptoNode.DATA, archive));
        } finally {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(work)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(work);
        }
    }

    private static void keepLogs(HeptoNode node, Path folder) {
        for (String log : List.of("hepto.log", "control-plane.log", "node-plane.log")) {
            try {
                node.host().copyFrom(node.directory() + "/log/" + log, folder.resolve(log));
            } catch (LabException e) {
                System.err.println("conformance: no %s: %s".formatted(log, e.getMessage()));
            }
        }
    }

    /** Results are those of one hepto.jar, with or without its changes to upstream. */
    private String key() throws IOException {
        try (InputStream in = Files.newInputStream(HeptoNode.jar());
                DigestOutputStream out =
                        new DigestOutputStream(OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(out);
            String digest = HexFormat.of().formatHex(out.getMessageDigest().digest());
            return digest.substring(0, KEY_LENGTH) + (options.vanilla() ? "-vanilla" : "");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A result is a folder among those kept, or a file of JUnit XML. */
    private List<ConformanceResult> read(String result) throws IOException {
        Path file = kept.resolve(result).resolve("results.xml");
        Path found = Files.exists(file) ? file : Path.of(result);
        if (!Files.isRegularFile(found)) {
            throw new LabException("there is no result %s: give a folder of %s, or a file".formatted(result, kept));
        }
        return JunitXml.read(found);
    }
}
