package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ConformanceTestTest {
    private static final ConformanceTest QUICK =
            test("[sig-node] Pods should be updated [NodeConformance] [Conformance]");
    private static final ConformanceTest SLOW = test("[sig-apps] CronJob should wait [Conformance] [Slow]");
    private static final ConformanceTest SERIAL = test("[sig-apps] Daemon set should run [Conformance] [Serial]");

    @Test
    void isFoundInTheListOfTheSuite() {
        String output = """
                The following spec names can be used with 'ginkgo run --focus/skip':
                    k8s.io/kubernetes/test/e2e/common/node/pods.go:34: [sig-node] Pods should be updated [NodeConformance] [Conformance]
                    k8s.io/kubernetes/test/e2e/storage/x.go:5: [sig-storage] PVs should be quick: 10:20: now

                """;
        assertThat(ConformanceTest.listed(output))
                .containsExactly(QUICK, test("[sig-storage] PVs should be quick: 10:20: now"))
                .extracting(ConformanceTest::conformance)
                .containsExactly(true, false);
    }

    @Test
    void tellsItsGroupAndWhatItNeeds() {
        assertThat(QUICK.sig()).isEqualTo("sig-node");
        assertThat(test("without a group").sig()).isEqualTo("other");
        assertThat(List.of(QUICK, SLOW, SERIAL))
                .extracting(ConformanceTest::alone)
                .containsExactly(false, false, true);
        assertThat(test("[sig-node] Taints evict [Conformance] [Disruptive]").alone())
                .isTrue();
    }

    @Test
    void oneThatPullsItsImageAlwaysNeedsARegistry() {
        assertThat(QUICK.needsRegistry()).isFalse();
        assertThat(test("[sig-auth] Projected PodCertificate should allow server and client pods to establish an mTLS"
                                + " connection [Conformance]")
                        .needsRegistry())
                .isTrue();
        assertThat(
                        test("[sig-node] ImageVolume should succeed with pod and pull policy of Always [LinuxOnly] [Conformance]")
                                .needsRegistry())
                .isTrue();
    }

    @Test
    void slowTestsComeLastAndHaveAProcessEach() {
        List<ConformanceTest> tests = List.of(test("a"), test("b"), SLOW, test("c"));
        List<List<ConformanceTest>> lots = ConformanceTest.lots(tests, 2);
        assertThat(lots).hasSize(3);
        assertThat(lots.getLast()).containsExactly(SLOW);
        assertThat(lots.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(tests);
        assertThat(ConformanceTest.lots(tests.reversed(), 2)).isEqualTo(lots);
    }

    @Test
    void focusSelectsByTheWholeName() {
        String odd = "[sig-cli] Kubectl's \"run\" (v1.2) should a|b $HOME {x} \\ [Conformance]";
        Pattern focus = Pattern.compile(ConformanceTest.focus(List.of(test(odd), QUICK)));
        String suite = "Kubernetes e2e suite ";
        assertThat(focus.matcher(suite + odd).find()).isTrue();
        assertThat(focus.matcher(suite + QUICK.name()).find()).isTrue();
        assertThat(focus.matcher(suite + QUICK.name() + " [Slow]").find()).isFalse();
        assertThat(focus.matcher(suite + SLOW.name()).find()).isFalse();
    }

    private static ConformanceTest test(String name) {
        return new ConformanceTest(name);
    }
}
