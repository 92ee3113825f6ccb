package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.hepto.lab.BackgroundProcess;
import org.hepto.lab.Lab;
import org.hepto.lab.LabTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The OpenAPI documents stay the same whatever happens to the file that keeps them, and CRDs show up in them. */
@LabTest(timeoutSeconds = 1800)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiDocumentsTest {
    private static final List<String> PATHS =
            List.of("/openapi/v3", "/openapi/v3/api/v1", "/openapi/v3/apis/apps/v1", "/openapi/v2");

    private final HeptoNode node;
    private final String file;
    private String documents = "";

    OpenApiDocumentsTest(Lab lab) {
        node = HeptoNode.boot(lab);
        file = node.directory() + "/versions/current/openapi-documents.zip";
    }

    @BeforeAll
    void start() {
        node.start();
        awaitApi();
        documents = digests();
    }

    @AfterEach
    void documentsAreTheSame() {
        assertThat(digests()).isEqualTo(documents);
    }

    @Test
    void fileServesTheNextStart() {
        String before = node.host().ok("stat -c '%i %a %s' " + file);
        assertThat(before).contains(" 600 ");
        restartControlPlane();
        assertThat(node.host().ok("stat -c '%i %a %s' " + file)).isEqualTo(before);
    }

    @Test
    void fileCutInHalfIsMadeAnew() {
        String size = node.host().ok("stat -c %s " + file);
        node.host().ok("truncate -s %d %s".formatted(Long.parseLong(size) / 2, file));
        restartControlPlane();
        assertThat(node.host().ok("stat -c %s " + file)).isEqualTo(size);
        assertThat(log()).contains("The OpenAPI documents are made anew");
    }

    @Test
    void fileOfAnotherVersionIsMadeAnew() {
        // the archive ends with its comment, which is the digest of what the documents depend on
        node.host().ok("printf x | dd of=%1$s bs=1 seek=$(($(stat -c %%s %1$s) - 1)) conv=notrunc".formatted(file));
        restartControlPlane();
        assertThat(node.host().run("tail -c 1 " + file).output()).isNotEqualTo("x");
        assertThat(log()).contains("it is of another version or of other arguments");
    }

    @Test
    void fileThatCannotBeWrittenCostsMemoryAndNotTheStart() {
        // a directory in its place stops root too
        node.host().ok("rm %1$s && mkdir %1$s".formatted(file));
        restartControlPlane();
        assertThat(log()).contains("The OpenAPI documents cannot be kept in a file and take memory");
        assertThat(digests()).isEqualTo(documents);
        node.host().ok("rmdir " + file);
        restartControlPlane();
        node.host().ok("test -s " + file);
    }

    @Test
    void upgradedCrdIsExplainedWhileDocumentsAreServed() {
        BackgroundProcess reader = node.host()
                .start(
                        "reader",
                        "while sleep 1; do %s > /dev/null || echo failed; %s > /dev/null || echo failed; done"
                                .formatted(
                                        node.kubectlCommand("get --raw /openapi/v2"),
                                        node.kubectlCommand("get --raw /openapi/v3")));
        apply(crd("size"));
        HeptoNode.eventually("the field of version 1 to be explained", () -> node.kubectl("explain lamps.spec.size"));
        assertThat(node.tryKubectl("explain lamps.spec.colour").ok()).isFalse();

        apply(crd("size", "colour"));
        HeptoNode.eventually("the new field to be explained", () -> node.kubectl("explain lamps.spec.colour"));
        HeptoNode.eventually("the new field to be accepted", () -> apply("""
                apiVersion: hepto.test/v1
                kind: Lamp
                metadata: {name: desk}
                spec: {size: small, colour: green}
                """));
        assertThat(node.tryKubectl("get --raw /openapi/v2").output()).contains("test.hepto.v1.Lamp", "\"colour\"");

        assertThat(reader.running()).isTrue();
        assertThat(reader.output()).doesNotContain("failed");
        reader.stop(Duration.ofSeconds(10));
        node.kubectl("delete crd lamps.hepto.test");
        HeptoNode.await(
                "the document to be without lamps",
                HeptoNode.PATIENCE,
                () -> digests().equals(documents));
    }

    private static String crd(String... fields) {
        StringBuilder properties = new StringBuilder();
        for (String field : fields) {
            properties.append(field).append(": {type: string, description: of a lamp}, ");
        }
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: lamps.hepto.test}
                spec:
                  group: hepto.test
                  names: {kind: Lamp, plural: lamps}
                  scope: Namespaced
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties: {spec: {type: object, properties: {%s}}}
                """.formatted(properties);
    }

    private void apply(String manifest) {
        HeptoNode.succeed(
                node.host(), "cat <<'END' | %s\n%sEND\n".formatted(node.kubectlCommand("apply -f -"), manifest));
    }

    private String digests() {
        StringBuilder digests = new StringBuilder();
        for (String path : PATHS) {
            digests.append(node.host().ok(node.kubectlCommand("get --raw %s | sha256sum".formatted(path))))
                    .append('\n');
        }
        return digests.toString();
    }

    private String log() {
        return node.host().ok("grep 'OpenAPI documents' %s/log/control-plane.log".formatted(node.directory()));
    }

    private void restartControlPlane() {
        int killed = node.plane("control-plane");
        node.host().ok("kill -9 " + killed);
        node.awaitAnotherPlane("control-plane", killed);
        awaitApi();
    }

    private void awaitApi() {
        HeptoNode.await(
                "the API to serve",
                HeptoNode.PATIENCE,
                () -> node.tryKubectl("get --raw /readyz").ok());
    }
}
