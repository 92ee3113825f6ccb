package org.hepto.services.units;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What an upstream process said before it ended, from the end of its log. */
final class LastWords {
    /** A fatal end may be followed by the stacks of all goroutines. */
    private static final int TAIL = 1 << 20;

    private static final int LONGEST = 300;

    /** By klog, Go's runtime, etcd, containerd and CoreDNS. */
    private static final Pattern FATAL = Pattern.compile(
            "^(F\\d{4} |panic: |fatal error: |plane: |.*\"level\":\"(fatal|panic)\"|.*level=(fatal|panic))");

    private static final Pattern ERROR =
            Pattern.compile("^(E\\d{4} |.*\"level\":\"error\"|.*level=error|.*\\[ERROR\\])");

    private LastWords() {}

    /**
     * The last line that tells of a fatal error, or else of an error, of a process; empty if it said nothing of the kind,
     * or the file cannot be read.
     */
    static Optional<String> of(Path log, long pid) {
        return last(log, pid, FATAL).or(() -> last(log, pid, ERROR));
    }

    /** As {@link #of}, fatal errors only. */
    static Optional<String> fatal(Path log, long pid) {
        return last(log, pid, FATAL);
    }

    private static Optional<String> last(Path log, long pid, Pattern kind) {
        try {
            List<String> lines = tail(log).lines().toList();
            List<String> own = lines.subList(beginning(lines, pid), lines.size());
            return own.reversed().stream()
                    .filter(line -> kind.matcher(line).find())
                    .findFirst()
                    .map(LastWords::shorten);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The line after the one by which the process said that it had started: what is before is of another. */
    private static int beginning(List<String> lines, long pid) {
        String started = " started, pid " + pid;
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith("plane: ") && lines.get(i).endsWith(started)) {
                return i + 1;
            }
        }
        return 0;
    }

    private static String shorten(String line) {
        String text = line.strip();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }

    private static String tail(Path log) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(Math.max(0, file.length() - TAIL));
            byte[] end = new byte[(int) Math.min(TAIL, file.length() - file.getFilePointer())];
            file.readFully(end);
            return new String(end, StandardCharsets.UTF_8);
        }
    }
}
