package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.hepto.lab.Result;
import org.junit.jupiter.api.Test;

/** One data directory carries one node, and a node has one data directory. */
@LabTest(timeoutSeconds = 1800)
class SecondStartTest {
    private final HeptoNode node;

    SecondStartTest(Lab lab) {
        node = HeptoNode.boot(lab);
    }

    @Test
    void ofTwoStartsAtOnceOneSaysSoAndExits() {
        String command = "(%s) > /run/%s.log 2>&1; echo $? > /run/%s.code";
        var first = node.host().start("first", command.formatted(node.command(""), "first", "first"));
        var second = node.host().start("second", command.formatted(node.command(""), "second", "second"));
        HeptoNode.await(
                "one of the two to exit",
                HeptoNode.PATIENCE,
                () -> node.host().run("cat /run/*.code").ok());
        assertThat(node.host().ok("cat /run/*.code")).isEqualTo("2");
        assertThat(first.running() ^ second.running()).as("just one goes on").isTrue();
        String refused = first.running() ? "second" : "first";
        assertThat(node.host().ok("cat /run/%s.log".formatted(refused)).lines())
                .singleElement()
                .asString()
                .contains("hepto: a node runs in /data/hepto/hepto/n1 already");

        HeptoNode.await(
                "the other to become Ready",
                HeptoNode.PATIENCE,
                () -> node.host()
                        .run("grep -q 'is Ready' /run/first.log /run/second.log")
                        .ok());
        Result third = node.host().run(node.command(""));
        assertThat(third.exitCode()).isEqualTo(2);
        assertThat(third.output()).contains("runs in");
        Result elsewhere = node.host().run(node.command("").replaceFirst("--data \\S+", "--data /data/elsewhere"));
        assertThat(elsewhere.exitCode()).isEqualTo(2);
        assertThat(elsewhere.output())
                .contains("hepto: node n1 of cluster hepto runs already, in /data/hepto/hepto/n1");
        assertThat(node.tryKubectl("get nodes").ok()).isTrue();
    }
}
