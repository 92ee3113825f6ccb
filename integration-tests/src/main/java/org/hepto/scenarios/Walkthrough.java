package org.hepto.scenarios;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.hepto.lab.Lab;

/** What a user expects of a fresh master: each step looks at the real thing and throws an {@link AssertionError} when it is otherwise. */
public final class Walkthrough {
    private static final Duration ROLLOUT = Duration.ofMinutes(4);
    private static final String WEB = "web.yaml";

    private final HeptoNode node;

    public Walkthrough(HeptoNode node) {
        this.node = node;
    }

    /** A step and what it is about. */
    public record Step(String name, Runnable action) {}

    /** All of them in their order, the node being started already. */
    public List<Step> steps() {
        return List.of(
                new Step("node is Ready", this::nodeIsReady),
                new Step("two pods are Running in the node's pod range", this::podsRun),
                new Step("the Service answers a pod", this::serviceAnswersPod),
                new Step("the Service answers the host through the veth", this::serviceAnswersHost),
                new Step("DNS answers for kubernetes and for the Service", this::dnsAnswers),
                new Step("kubectl logs", this::logs),
                new Step("kubectl exec", this::exec),
                new Step("a pod reaches the outside through masquerade", this::podReachesOutside));
    }

    public void nodeIsReady() {
        expect(node.kubectl("get node n1 -o jsonpath='{.status.conditions[?(@.type==\"Ready\")].status}'"), "True");
    }

    /** Applies the Deployment and waits for both pods. */
    public void podsRun() {
        apply(resource(WEB));
        node.kubectl("rollout status deployment/web --timeout=%ds".formatted(ROLLOUT.toSeconds()));
        String range = node.kubectl("get node n1 -o jsonpath='{.spec.podCIDR}'");
        String prefix = range.substring(0, range.indexOf("::/"));
        String[] addresses = node.kubectl(
                        "get pods -l app=web --field-selector=status.phase=Running -o jsonpath='{.items[*].status.podIP}'")
                .split(" ");
        if (addresses.length != 2) {
            throw new AssertionError("expected two Running pods, saw " + String.join(" ", addresses));
        }
        for (String address : addresses) {
            expectStart(address, prefix + ":");
        }
    }

    /** A file beside this class. */
    static String resource(String name) {
        try (InputStream in = Walkthrough.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Applies objects as {@code kubectl apply -f -} does. */
    public void apply(String yaml) {
        node.host().ok("cat > /run/lab/objects.yaml <<'END'\n" + yaml + "\nEND");
        HeptoNode.eventually("the accounts of pods", this::accountsAreThere);
        node.kubectl("apply -f /run/lab/objects.yaml");
    }

    /** A namespace's comes a moment after it, and without it no pod is taken. */
    private void accountsAreThere() {
        String namespaces = node.kubectl("get serviceaccounts --all-namespaces --field-selector=metadata.name=default"
                + " -o jsonpath='{.items[*].metadata.namespace}'");
        if (!List.of(namespaces.split(" ")).containsAll(List.of("default", "kube-system"))) {
            throw new AssertionError("only in: " + namespaces);
        }
    }

    public void serviceAnswersPod() {
        expectStart(inPod(get(serviceAddress())), "web-");
    }

    public void serviceAnswersHost() {
        expectStart(HeptoNode.succeed(node.host(), get(serviceAddress())), "web-");
    }

    public void dnsAnswers() {
        String kubernetes = node.kubectl("get service kubernetes -o jsonpath='{.spec.clusterIP}'");
        expectContains(inPod("nslookup kubernetes.default.svc.cluster.local"), kubernetes);
        expectContains(inPod("nslookup web.default.svc.cluster.local"), serviceAddress());
        // the short name needs the search list that kubelet writes
        expectStart(inPod(get("web")), "web-");
    }

    /** What a pod is told of a name; fails while that is unknown. */
    public String lookUp(String name) {
        return inPod("nslookup " + name);
    }

    public void logs() {
        expectContains(node.kubectl("logs " + pod()), "web is up");
    }

    public void exec() {
        expect(node.kubectl("exec %s -- hostname".formatted(pod())), pod());
    }

    /** The outside says by which address it was called: it must be the node's, not the pod's and not the host's. */
    public void podReachesOutside() {
        String answer = inPod(get(Lab.OUTSIDE));
        expectStart(answer, "outside 2001:db8:1:0:");
        if (answer.contains(node.host().address())) {
            throw new AssertionError("the pod went out by the host's address: " + answer);
        }
    }

    /** The name of one of the pods. */
    public String pod() {
        return node.kubectl("get pods -l app=web -o jsonpath='{.items[0].metadata.name}'");
    }

    private String serviceAddress() {
        return node.kubectl("get service web -o jsonpath='{.spec.clusterIP}'");
    }

    private String inPod(String command) {
        return node.kubectl("exec %s -- sh -c \"%s\"".formatted(pod(), command.replace("\"", "\\\"")));
    }

    /** The body of a web page, by busybox, which pods and hosts of the lab have. */
    private static String get(String address) {
        return "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | busybox nc -w 30 %s 80 | tail -n 1".formatted(address);
    }

    private static void expect(String seen, String wanted) {
        if (!seen.strip().equals(wanted)) {
            throw new AssertionError("expected '%s', saw '%s'".formatted(wanted, seen));
        }
    }

    private static void expectStart(String seen, String wanted) {
        if (!seen.strip().startsWith(wanted)) {
            throw new AssertionError("expected '%s…', saw '%s'".formatted(wanted, seen));
        }
    }

    private static void expectContains(String seen, String wanted) {
        if (!seen.contains(wanted)) {
            throw new AssertionError("expected '%s' in '%s'".formatted(wanted, seen));
        }
    }
}
