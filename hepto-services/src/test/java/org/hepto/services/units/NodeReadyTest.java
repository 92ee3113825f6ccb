package org.hepto.services.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.hepto.services.node.Node;
import org.hepto.services.node.TestNodes;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.StepResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeReadyTest {
    /** The helper is a JVM, which would run as long as the master is away. */
    @Test
    void helperIsNotAskedBeforeTheApiserverAnswers(@TempDir Path data) throws Exception {
        Node node = TestNodes.master(data);
        TestContext context = new TestContext("");
        NodeReady unit = new NodeReady(node, (step, missing) -> {
            assertThat(step).isEqualTo(new Step.AwaitNodeReady());
            assertThat(context.awaited).isNotEmpty();
            return StepResult.Done.SILENT;
        });
        unit.start(context.context());
        // it is asked on a thread of its own, at the earliest when the first condition holds
        assertThat(context.awaited.getFirst()).isEqualTo("the apiserver at " + node.apiUrl());
    }
}
