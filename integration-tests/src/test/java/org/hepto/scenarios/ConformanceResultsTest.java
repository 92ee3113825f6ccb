package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hepto.scenarios.ConformanceResult.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformanceResultsTest {
    /** As e2e.test writes it: all tests of the suite, most of them not selected. */
    private static final String REPORT = """
            <?xml version="1.0" encoding="UTF-8"?>
              <testsuites tests="5" disabled="2" errors="1" failures="1" time="77.5">
                  <testsuite name="Kubernetes e2e suite" package="/e2e" tests="5" skipped="2" time="77.5">
                      <properties><property name="RandomSeed" value="1"></property></properties>
                      <testcase name="[It] [sig-apps] not selected [Conformance]" classname="Kubernetes e2e suite" status="skipped" time="0">
                          <skipped message="skipped"></skipped>
                      </testcase>
                      <testcase name="[It] [sig-apps] needs two [Conformance]" status="skipped" time="0.5">
                          <skipped message="skipped - Requires at least 2 nodes (not 1)"></skipped>
                      </testcase>
                      <testcase name="[It] [sig-node] works [Conformance]" status="passed" time="12.25"></testcase>
                      <testcase name="[It] [sig-node] fails [Conformance]" status="failed" time="60">
                          <failure message="" type="failed">[FAILED] timed out &lt;after&gt; 60 s&#xA;In [It] at: pods.go:7</failure>
                          <system-err>STEP: create</system-err>
                      </testcase>
                      <testcase name="[It] [sig-node] panics [Conformance]" status="panicked" time="1">
                          <error message="nil map" type="panicked">[PANICKED] Test Panicked</error>
                      </testcase>
                  </testsuite>
              </testsuites>
            """;

    private static final ConformanceResult WORKS = passed("[sig-node] works [Conformance]", 12.25);
    private static final ConformanceResult FAILS = new ConformanceResult(
            "[sig-node] fails [Conformance]",
            State.FAILED,
            60,
            "[FAILED] timed out <after> 60 s\nIn [It] at: pods.go:7",
            "STEP: create");
    private static final ConformanceResult NEEDS_TWO = new ConformanceResult(
            "[sig-apps] needs two [Conformance]",
            State.SKIPPED,
            0.5,
            "skipped - Requires at least 2 nodes (not 1)",
            "");

    @TempDir
    Path folder;

    @Test
    void areReadFromTheReportOfTheSuite() throws IOException {
        Path report = Files.writeString(folder.resolve("junit_01.xml"), REPORT);
        assertThat(JunitXml.read(report))
                .hasSize(4)
                .contains(WORKS, FAILS, NEEDS_TWO)
                .filteredOn(result -> result.test().contains("panics"))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.failed()).isTrue();
                    assertThat(result.reason()).isEqualTo("nil map");
                });
    }

    @Test
    void areRefusedIfTheReportIsCutOff() throws IOException {
        Path report = Files.writeString(folder.resolve("junit_01.xml"), REPORT.substring(0, REPORT.length() / 2));
        assertThatThrownBy(() -> JunitXml.read(report))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("junit_01.xml: not JUnit XML");
    }

    @Test
    void areKeptAndTheLastOneOfATestCounts() {
        Path file = folder.resolve("a/results.xml");
        ConformanceResults results = new ConformanceResults(file);
        results.add(List.of(FAILS, NEEDS_TWO));
        assertThat(new ConformanceResults(file).all()).containsExactlyInAnyOrder(FAILS, NEEDS_TWO);
        ConformanceResult repaired = passed(FAILS.test(), 3);
        new ConformanceResults(file).add(List.of(repaired, WORKS));
        assertThat(new ConformanceResults(file).all()).containsExactlyInAnyOrder(repaired, NEEDS_TWO, WORKS);
    }

    @Test
    void whatXmlCannotHoldIsReplaced() {
        Path file = folder.resolve("results.xml");
        ConformanceResult odd = ConformanceResult.lost(new ConformanceTest("odd"), "\u001b[31mred\u0000 & <b>");
        new ConformanceResults(file).add(List.of(odd));
        assertThat(new ConformanceResults(file).all())
                .singleElement()
                .satisfies(result -> assertThat(result.message()).isEqualTo("\ufffd[31mred\ufffd & <b>"));
    }

    @Test
    void onlyTestsWithoutAResultAreOpen() {
        ConformanceResults results = new ConformanceResults(folder.resolve("results.xml"));
        results.add(List.of(WORKS, FAILS));
        ConformanceTest fails = new ConformanceTest(FAILS.test());
        ConformanceTest other = new ConformanceTest("other");
        List<ConformanceTest> tests = List.of(new ConformanceTest(WORKS.test()), fails, other);
        assertThat(results.open(tests, false)).containsExactly(other);
        assertThat(results.open(tests, true)).containsExactly(fails, other);
        assertThat(results.of(tests)).containsExactly(WORKS, FAILS);
    }

    @Test
    void tableCountsByGroupAndGivesReasons() {
        assertThat(ConformanceTable.of(List.of(WORKS, FAILS, NEEDS_TWO)))
                .containsExactly(
                        "GROUP                 PASSED  FAILED SKIPPED",
                        "sig-apps                   0       0       1",
                        "sig-node                   1       1       0",
                        "all                        1       1       1",
                        "",
                        "FAILED " + FAILS.test(),
                        "    timed out <after> 60 s",
                        "",
                        "SKIPPED " + NEEDS_TWO.test(),
                        "    skipped - Requires at least 2 nodes (not 1)");
    }

    @Test
    void reasonIsTheFirstLineThatSaysSomethingAndNotLongerThanItCanBeRead() {
        ConformanceTest test = new ConformanceTest("a");
        assertThat(ConformanceResult.lost(test, "\n[FAILED] \n  no pod\nmore").reason())
                .isEqualTo("no pod");
        assertThat(ConformanceResult.lost(test, "x".repeat(1000)).reason())
                .hasSize(241)
                .endsWith("x…");
    }

    @Test
    void differencesNameWhatChanged() {
        assertThat(ConformanceTable.differences(
                        List.of(WORKS, FAILS), List.of(WORKS, passed(FAILS.test(), 1), NEEDS_TWO)))
                .containsExactly(
                        "did not run -> SKIPPED  " + NEEDS_TWO.test(),
                        "FAILED -> PASSED  " + FAILS.test(),
                        "1 tests have the same result, 2 another");
    }

    private static ConformanceResult passed(String test, double seconds) {
        return new ConformanceResult(test, State.PASSED, seconds, "", "");
    }
}
