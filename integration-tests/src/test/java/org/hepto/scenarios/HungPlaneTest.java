package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A process that hangs is noticed by itself and replaced, though it has not ended and its ports still take connections. */
@Tag("soak")
@LabTest(timeoutSeconds = 3600)
class HungPlaneTest {
    private final HeptoNode node;
    private final Walkthrough user;

    HungPlaneTest(Lab lab) {
        node = HeptoNode.boot(lab);
        user = new Walkthrough(node);
    }

    @Test
    void aPlaneThatHangsIsReplacedAndPodsAreUntouched() {
        node.startAndAwaitReady();
        user.podsRun();
        for (String leaf : new String[] {"control-plane", "node"}) {
            String servers = node.webServers();
            String other = leaf.equals("node") ? "control-plane" : "node";
            int neighbour = node.plane(other);
            int hung = node.plane(leaf);
            long begin = System.nanoTime();
            node.host().ok("kill -STOP " + hung);
            node.awaitAnotherPlane(leaf, hung);
            HeptoNode.eventually("exec to work again", user::exec);
            System.out.printf(
                    "soak: the %s plane hung, and all worked again after %d s%n",
                    leaf, (System.nanoTime() - begin) / 1_000_000_000);
            assertThat(node.plane(other)).as("the %s plane", other).isEqualTo(neighbour);
            assertThat(node.webServers()).as("the pods' processes").isEqualTo(servers);
        }
        HeptoNode.eventually("the Service to answer", user::serviceAnswersPod);
    }
}
