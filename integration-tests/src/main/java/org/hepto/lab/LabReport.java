package org.hepto.lab;

import java.time.Duration;

/** What the hosts have to say when a test has failed. */
final class LabReport {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LINES = 100;

    private final Lab lab;

    LabReport(Lab lab) {
        this.lab = lab;
    }

    String about(String test) {
        StringBuilder report = new StringBuilder();
        report.append("lab: %s failed; %s%n".formatted(test, lab.network().statistics()));
        for (LabHost host : lab.hosts()) {
            section(report, host, "console", host.console());
            for (String log : host.logs()) {
                section(report, host, log, tail(host, log));
            }
        }
        return report.toString();
    }

    private static void section(StringBuilder report, LabHost host, String title, String text) {
        if (!text.isBlank()) {
            report.append("--- %s: %s%n%s%n".formatted(host.name(), title, text.stripTrailing()));
        }
    }

    private static String tail(LabHost host, String log) {
        try {
            return host.run("tail -n %d %s".formatted(LINES, log), PATIENCE).output();
        } catch (LabException e) {
            return e.toString();
        }
    }
}
