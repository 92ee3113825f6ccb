package org.hepto.services.steps;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** Steps and their results as fields of JSON objects. */
final class StepJson {
    private static final String STEP = "step";
    private static final String NOW = "now";
    private static final String ISSUE_AUTHORITIES = "issue-authorities";
    private static final String ISSUE_LEAVES = "issue-leaves";
    private static final String AWAIT_ETCD = "await-etcd";
    private static final String AWAIT_HEALTH = "await-health";
    private static final String APPLY_BOOTSTRAP = "apply-bootstrap";
    private static final String LABEL_NODE = "label-node";
    private static final String AWAIT_POD_RANGE = "await-pod-range";
    private static final String AWAIT_NODE_READY = "await-node-ready";
    private static final String AWAIT_CONTAINERD = "await-containerd";
    private static final String STOP_CONTAINERS = "stop-containers";

    private StepJson() {}

    static void write(Step step, JsonGenerator json) {
        switch (step) {
            case Step.IssueAuthorities issue -> {
                json.writeStringProperty(STEP, ISSUE_AUTHORITIES);
                json.writeStringProperty(NOW, issue.now().toString());
            }
            case Step.IssueLeaves issue -> {
                json.writeStringProperty(STEP, ISSUE_LEAVES);
                json.writeStringProperty(NOW, issue.now().toString());
                json.writeArrayPropertyStart("leaves");
                issue.leaves().forEach(leaf -> LeafJson.write(leaf, json));
                json.writeEndArray();
            }
            case Step.AwaitHealth await -> {
                json.writeStringProperty(STEP, AWAIT_HEALTH);
                json.writeStringProperty("url", await.url());
                json.writeStringProperty("held", await.held().toString());
            }
            case Step.StopContainers stop -> {
                json.writeStringProperty(STEP, STOP_CONTAINERS);
                json.writeStringProperty("grace", stop.grace().toString());
            }
            case Step.AwaitEtcd _ -> json.writeStringProperty(STEP, AWAIT_ETCD);
            case Step.ApplyBootstrap _ -> json.writeStringProperty(STEP, APPLY_BOOTSTRAP);
            case Step.LabelNode _ -> json.writeStringProperty(STEP, LABEL_NODE);
            case Step.AwaitPodRange _ -> json.writeStringProperty(STEP, AWAIT_POD_RANGE);
            case Step.AwaitNodeReady _ -> json.writeStringProperty(STEP, AWAIT_NODE_READY);
            case Step.AwaitContainerd _ -> json.writeStringProperty(STEP, AWAIT_CONTAINERD);
        }
    }

    static Step step(Fields fields) throws IOException {
        String step = fields.text(STEP);
        return switch (step) {
            case ISSUE_AUTHORITIES -> new Step.IssueAuthorities(Instant.parse(fields.text(NOW)));
            case ISSUE_LEAVES -> {
                List<Leaf> leaves = new ArrayList<>();
                for (Fields leaf : fields.objects("leaves")) {
                    leaves.add(LeafJson.read(leaf));
                }
                yield new Step.IssueLeaves(leaves, Instant.parse(fields.text(NOW)));
            }
            case AWAIT_HEALTH -> new Step.AwaitHealth(fields.text("url"), Duration.parse(fields.text("held")));
            case STOP_CONTAINERS -> new Step.StopContainers(Duration.parse(fields.text("grace")));
            case AWAIT_ETCD -> new Step.AwaitEtcd();
            case APPLY_BOOTSTRAP -> new Step.ApplyBootstrap();
            case LABEL_NODE -> new Step.LabelNode();
            case AWAIT_POD_RANGE -> new Step.AwaitPodRange();
            case AWAIT_NODE_READY -> new Step.AwaitNodeReady();
            case AWAIT_CONTAINERD -> new Step.AwaitContainerd();
            default -> throw new IOException("unknown step '%s'".formatted(step));
        };
    }

    static void write(StepResult result, JsonGenerator json) {
        switch (result) {
            case StepResult.Done done -> json.writeStringProperty("text", done.text());
            case StepResult.Issued issued -> {
                LeafJson.texts("changed", issued.changed(), json);
                json.writeStringProperty("renewAt", issued.renewAt().toString());
            }
        }
    }

    static StepResult result(Fields fields) throws IOException {
        return fields.has("changed")
                ? new StepResult.Issued(fields.texts("changed"), Instant.parse(fields.text("renewAt")))
                : new StepResult.Done(fields.text("text"));
    }
}
