package org.hepto.services.steps;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hepto.utils.Ipv6Address;
import tools.jackson.core.JsonGenerator;

/** Steps and their results as fields of JSON objects. */
final class StepJson {
    private static final String STEP = "step";
    private static final String NOW = "now";
    private static final String LEAVES = "leaves";
    private static final String COMPLETE = "complete";
    private static final String NODES = "nodes";
    private static final String CSR = "csr";
    private static final String NAME = "name";
    private static final String MESH = "mesh";
    private static final String CERTIFICATE = "certificate";
    private static final String CLUSTER_AUTHORITIES = "clusterAuthorities";
    private static final String NODES_AUTHORITIES = "nodesAuthorities";
    private static final String USER = "user";
    private static final String GROUPS = "groups";
    private static final String LIFE = "life";
    private static final String SERVER = "server";
    private static final String URL = "url";
    private static final String HELD = "held";
    private static final String GRACE = "grace";
    private static final String CHANGED = "changed";
    private static final String RENEW_AT = "renewAt";

    private static final String ISSUE_AUTHORITIES = "issue-authorities";
    private static final String ISSUE_LEAVES = "issue-leaves";
    private static final String REQUEST_CERTIFICATE = "request-certificate";
    private static final String SIGN_NODE = "sign-node";
    private static final String INSTALL_NODE_CERTIFICATE = "install-node-certificate";
    private static final String ISSUE_USER = "issue-user";
    private static final String REPLACE_NODES_AUTHORITY = "replace-nodes-authority";
    private static final String REFRESH_KUBELET_TRUST = "refresh-kubelet-trust";
    private static final String DROP_OLD_NODES_AUTHORITY = "drop-old-nodes-authority";
    private static final String AWAIT_ETCD = "await-etcd";
    private static final String AWAIT_HEALTH = "await-health";
    private static final String APPLY_BOOTSTRAP = "apply-bootstrap";
    private static final String RECONCILE_NODES = "reconcile-nodes";
    private static final String AWAIT_NODE_READY = "await-node-ready";
    private static final String AWAIT_CONTAINERD = "await-containerd";
    private static final String STOP_CONTAINERS = "stop-containers";

    private StepJson() {}

    static void write(Step step, JsonGenerator json) {
        switch (step) {
            case Step.IssueAuthorities issue -> texts(json, ISSUE_AUTHORITIES, NOW, issue.now());
            case Step.IssueLeaves issue -> {
                texts(json, ISSUE_LEAVES, NOW, issue.now());
                json.writeArrayPropertyStart(LEAVES);
                issue.leaves().forEach(leaf -> LeafJson.write(leaf, json));
                json.writeEndArray();
            }
            case Step.RequestCertificate _ -> texts(json, REQUEST_CERTIFICATE);
            case Step.SignNode sign ->
                texts(json, SIGN_NODE, CSR, sign.csr(), NAME, sign.name(), MESH, sign.mesh(), NOW, sign.now());
            case Step.InstallNodeCertificate install ->
                texts(
                        json,
                        INSTALL_NODE_CERTIFICATE,
                        CERTIFICATE,
                        install.certificate(),
                        CLUSTER_AUTHORITIES,
                        install.clusterAuthorities(),
                        NODES_AUTHORITIES,
                        install.nodesAuthorities(),
                        NOW,
                        install.now());
            case Step.IssueUser issue -> {
                texts(
                        json,
                        ISSUE_USER,
                        USER,
                        issue.user(),
                        LIFE,
                        issue.life(),
                        SERVER,
                        issue.server(),
                        NOW,
                        issue.now());
                LeafJson.texts(GROUPS, issue.groups(), json);
            }
            case Step.ReplaceNodesAuthority replace -> texts(json, REPLACE_NODES_AUTHORITY, NOW, replace.now());
            case Step.RefreshKubeletTrust _ -> texts(json, REFRESH_KUBELET_TRUST);
            case Step.DropOldNodesAuthority _ -> texts(json, DROP_OLD_NODES_AUTHORITY);
            case Step.AwaitHealth await -> texts(json, AWAIT_HEALTH, URL, await.url(), HELD, await.held());
            case Step.StopContainers stop -> texts(json, STOP_CONTAINERS, GRACE, stop.grace());
            case Step.AwaitEtcd _ -> texts(json, AWAIT_ETCD);
            case Step.ApplyBootstrap _ -> texts(json, APPLY_BOOTSTRAP);
            case Step.ReconcileNodes reconcile -> {
                texts(json, RECONCILE_NODES, COMPLETE, reconcile.complete());
                json.writeArrayPropertyStart(NODES);
                reconcile.nodes().forEach(node -> NodeSpecJson.write(node, json));
                json.writeEndArray();
            }
            case Step.AwaitNodeReady _ -> texts(json, AWAIT_NODE_READY);
            case Step.AwaitContainerd _ -> texts(json, AWAIT_CONTAINERD);
        }
    }

    /** Writes the name of a step, and fields as pairs of name and value. */
    private static void texts(JsonGenerator json, String step, Object... fields) {
        json.writeStringProperty(STEP, step);
        for (int i = 0; i < fields.length; i += 2) {
            json.writeStringProperty(fields[i].toString(), fields[i + 1].toString());
        }
    }

    static Step step(Fields fields) throws IOException {
        String step = fields.text(STEP);
        return switch (step) {
            case ISSUE_AUTHORITIES -> new Step.IssueAuthorities(now(fields));
            case ISSUE_LEAVES -> new Step.IssueLeaves(all(fields, LEAVES, LeafJson::read), now(fields));
            case REQUEST_CERTIFICATE -> new Step.RequestCertificate();
            case SIGN_NODE ->
                new Step.SignNode(
                        fields.text(CSR), fields.text(NAME), Ipv6Address.parse(fields.text(MESH)), now(fields));
            case INSTALL_NODE_CERTIFICATE ->
                new Step.InstallNodeCertificate(
                        fields.text(CERTIFICATE),
                        fields.text(CLUSTER_AUTHORITIES),
                        fields.text(NODES_AUTHORITIES),
                        now(fields));
            case ISSUE_USER ->
                new Step.IssueUser(
                        fields.text(USER),
                        fields.texts(GROUPS),
                        Duration.parse(fields.text(LIFE)),
                        fields.text(SERVER),
                        now(fields));
            case REPLACE_NODES_AUTHORITY -> new Step.ReplaceNodesAuthority(now(fields));
            case REFRESH_KUBELET_TRUST -> new Step.RefreshKubeletTrust();
            case DROP_OLD_NODES_AUTHORITY -> new Step.DropOldNodesAuthority();
            case AWAIT_HEALTH -> new Step.AwaitHealth(fields.text(URL), Duration.parse(fields.text(HELD)));
            case STOP_CONTAINERS -> new Step.StopContainers(Duration.parse(fields.text(GRACE)));
            case AWAIT_ETCD -> new Step.AwaitEtcd();
            case APPLY_BOOTSTRAP -> new Step.ApplyBootstrap();
            case RECONCILE_NODES ->
                new Step.ReconcileNodes(
                        all(fields, NODES, NodeSpecJson::read), Boolean.parseBoolean(fields.text(COMPLETE)));
            case AWAIT_NODE_READY -> new Step.AwaitNodeReady();
            case AWAIT_CONTAINERD -> new Step.AwaitContainerd();
            default -> throw new IOException("unknown step '%s'".formatted(step));
        };
    }

    private static Instant now(Fields fields) throws IOException {
        return Instant.parse(fields.text(NOW));
    }

    /** Reads an object. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(Fields fields) throws IOException;
    }

    private static <T> List<T> all(Fields fields, String name, Reader<T> reader) throws IOException {
        List<T> all = new ArrayList<>();
        for (Fields object : fields.objects(name)) {
            all.add(reader.read(object));
        }
        return all;
    }

    static void write(StepResult result, JsonGenerator json) {
        switch (result) {
            case StepResult.Done done -> json.writeStringProperty("text", done.text());
            case StepResult.Signed signed -> {
                json.writeStringProperty(CERTIFICATE, signed.certificate());
                json.writeStringProperty(RENEW_AT, signed.renewAt().toString());
            }
            case StepResult.Issued issued -> {
                LeafJson.texts(CHANGED, issued.changed(), json);
                json.writeStringProperty(RENEW_AT, issued.renewAt().toString());
            }
        }
    }

    static StepResult result(Fields fields) throws IOException {
        if (!fields.has(RENEW_AT)) {
            return new StepResult.Done(fields.text("text"));
        }
        Instant renewAt = Instant.parse(fields.text(RENEW_AT));
        return fields.has(CHANGED)
                ? new StepResult.Issued(fields.texts(CHANGED), renewAt)
                : new StepResult.Signed(fields.text(CERTIFICATE), renewAt);
    }
}
