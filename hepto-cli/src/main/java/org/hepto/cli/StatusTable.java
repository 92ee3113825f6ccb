package org.hepto.cli;

import static org.hepto.cli.Terminals.plain;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.hepto.services.control.CertificateReport;
import org.hepto.services.control.CertificateReport.Validity;
import org.hepto.services.control.NodeStatus;
import org.hepto.services.control.UnitChange;
import org.hepto.services.control.UnitReport;
import org.hepto.services.control.WatchEvent;
import picocli.CommandLine.Help.Ansi;

/** The status of a node as tables, with colours where the terminal has them. */
final class StatusTable {
    private static final double MIB = 1024.0 * 1024.0;

    private final Ansi ansi;
    private final Instant now;

    /** @param now by which certificates are judged */
    StatusTable(Ansi ansi, Instant now) {
        this.ansi = ansi;
        this.now = now;
    }

    /** Returns the tables of units, other nodes, memory and certificates. */
    String format(NodeStatus status) {
        StringBuilder text = new StringBuilder();
        text.append(plain(status.line())).append('\n');
        text.append(plain("hepto %s (build %s), its daemon is process %d of the node"
                        .formatted(status.build().version(), status.build().id(), status.daemonPid())))
                .append('\n');
        status.fatal()
                .ifPresent(
                        why -> text.append(red(plain("the node stops: " + why))).append('\n'));
        status.joining().ifPresent(why -> text.append(plain("joining: " + why)).append('\n'));
        row(text, "%n%-20s %-9s %8s %9s  %s".formatted("UNIT", "STATE", "SINCE", "RESTARTS", "WAITS FOR / DETAIL"));
        for (UnitReport unit : status.units()) {
            row(
                    text,
                    "%-20s %-9s %8s %9d  %s"
                            .formatted(
                                    plain(unit.name()),
                                    plain(unit.state()),
                                    age(unit.inState()),
                                    unit.restarts(),
                                    plain(remark(unit))));
        }
        if (!status.mesh().isEmpty()) {
            text.append('\n').append(new NodeTables(ansi, now).mesh(status.mesh()));
        }
        row(text, "%n%-20s %10s".formatted("MEMORY", "ANON MiB"));
        status.memory()
                .forEach((name, bytes) ->
                        row(text, String.format(Locale.ROOT, "%-20s %10.1f", plain(name), bytes / MIB)));
        if (!status.certificates().isEmpty()) {
            row(text, "%n%-32s %s".formatted("CERTIFICATE", "EXPIRES"));
            status.certificates().forEach(c -> row(text, "%-32s %s".formatted(plain(c.name()), expiry(c))));
        }
        return text.toString();
    }

    /** Returns an event of a watch as one line. */
    static String line(WatchEvent event) {
        return switch (event) {
            case NodeStatus status -> plain(status.line());
            case UnitChange change ->
                plain("%s %s: %s -> %s after %.1f s%s"
                        .formatted(
                                change.at(),
                                change.unit(),
                                change.from(),
                                change.to(),
                                change.spent().toMillis() / 1000.0,
                                change.reason().map(why -> ": " + why).orElse("")));
        };
    }

    private static void row(StringBuilder text, String line) {
        text.append(line.stripTrailing()).append('\n');
    }

    private static String remark(UnitReport unit) {
        if (!unit.waitsFor().isEmpty()) {
            return String.join(", ", unit.waitsFor());
        }
        if (!unit.isReady() && unit.lastError().isPresent()) {
            return unit.lastError().get();
        }
        if (unit.isReady() && unit.probeFailure().isPresent()) {
            return "a probe failed: " + unit.probeFailure().get();
        }
        return unit.detail().orElse("");
    }

    /** Certificates are renewed at two thirds of their life, so one in its last third was not. */
    private String expiry(CertificateReport certificate) {
        if (certificate.validity().isEmpty()) {
            return red(plain("unknown: " + certificate.problem().orElse("no reason")));
        }
        Validity validity = certificate.validity().get();
        Duration left = Duration.between(now, validity.notAfter());
        if (!left.isPositive()) {
            return red("%s, EXPIRED %s ago".formatted(validity.notAfter(), age(left.negated())));
        }
        String line = "%s, in %s".formatted(validity.notAfter(), age(left));
        Duration life = Duration.between(validity.notBefore(), validity.notAfter());
        return left.multipliedBy(3).compareTo(life) < 0 ? red(line + ", not renewed: see hepto.log") : line;
    }

    private String red(String text) {
        return Terminals.red(ansi, text);
    }

    /** Returns an age as kubectl writes it. */
    static String age(Duration age) {
        long seconds = age.toSeconds();
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 2 * 3600) {
            return "%dm%ds".formatted(seconds / 60, seconds % 60);
        }
        return seconds < 48 * 3600 ? "%dh".formatted(seconds / 3600) : "%dd".formatted(seconds / 86400);
    }
}
