package org.hepto.services.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hepto.pekahi.CertificateFiles;
import org.hepto.services.control.CertificateReports;
import org.hepto.services.control.ErrorCode;
import org.hepto.services.control.Invitation;
import org.hepto.services.control.KubeconfigRequest;
import org.hepto.services.control.ListedNode;
import org.hepto.services.control.NodeOperations;
import org.hepto.services.control.RefusedRequestException;
import org.hepto.services.gossip.AdmissionRules;
import org.hepto.services.gossip.AdmissionRules.Decision;
import org.hepto.services.gossip.AdmittedNode;
import org.hepto.services.gossip.AuthorityGossip;
import org.hepto.services.gossip.ClusterView;
import org.hepto.services.gossip.JoinRequest;
import org.hepto.services.node.Anchor;
import org.hepto.services.node.Authority;
import org.hepto.services.node.KubeconfigText;
import org.hepto.services.node.Node;
import org.hepto.services.node.PkiFiles;
import org.hepto.services.steps.Step;
import org.hepto.services.steps.Steps;
import org.hepto.services.units.Decisions;
import org.hepto.services.units.KeyChange;
import org.hepto.sml.Bytes;
import org.hepto.sml.Identity;
import org.hepto.utils.Ipv6Address;
import org.hepto.wg.WgEndpoint;

/** Answers the command line on a node of a cluster. What the authority decides, it leaves to the authority's rounds. */
final class ClusterOperations implements NodeOperations {
    /** More would make a line that nobody copies. */
    private static final int MOST_ANCHORS = 8;

    private final Node node;
    private final AuthorityGossip gossip;
    private final Decisions decisions;
    private final Steps steps;
    private final InstantSource clock;

    ClusterOperations(Node node, AuthorityGossip gossip, Decisions decisions, Steps steps, InstantSource clock) {
        this.node = node;
        this.gossip = gossip;
        this.decisions = decisions;
        this.steps = steps;
        this.clock = clock;
    }

    @Override
    public List<ListedNode> nodes() throws IOException {
        ClusterView view = gossip.view();
        List<ListedNode> nodes = new ArrayList<>();
        Map<String, String> forgetting = decisions.forgetting();
        for (AdmittedNode admitted : view.nodes()) {
            if (!forgetting.containsKey(admitted.name())) {
                nodes.add(listed(admitted));
            }
        }
        forgetting.forEach((name, progress) -> nodes.add(forgotten(name, progress)));
        view.requests().forEach((fingerprint, request) -> nodes.add(listed(view, fingerprint, request)));
        gossip.offClock()
                .forEach((fingerprint, request) -> nodes.add(asking(
                        request.name(),
                        Optional.of(AdmissionRules.offClock(request.ahead())),
                        Optional.empty(),
                        fingerprint)));
        nodes.sort(Comparator.comparing(ListedNode::name).thenComparing(ListedNode::fingerprint));
        return nodes;
    }

    private ListedNode listed(AdmittedNode admitted) throws IOException {
        return new ListedNode(
                admitted.name(),
                ListedNode.State.ADMITTED,
                Optional.empty(),
                Optional.of(admitted.mesh().toString()),
                Optional.of(admitted.record().pods().toString()),
                admitted.record().site(),
                Identity.fingerprint(admitted.identity()),
                certificate(admitted).flatMap(CertificateReports::expiry));
    }

    /** What else was known of it goes with the first step. */
    private static ListedNode forgotten(String name, String progress) {
        return new ListedNode(
                name,
                ListedNode.State.FORGOTTEN,
                Optional.of(progress).filter(line -> !line.isEmpty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty());
    }

    /** The master's own is in a file of the master alone. */
    private Optional<String> certificate(AdmittedNode admitted) throws IOException {
        CertificateFiles own = node.pki().leaf(PkiFiles.NODE);
        return admitted.name().equals(node.name()) && Files.exists(own.certificate())
                ? Optional.of(Files.readString(own.certificate()))
                : admitted.certificate();
    }

    private static ListedNode listed(ClusterView view, String fingerprint, JoinRequest request) {
        return asking(request.name(), view.refusal(fingerprint), request.site(), fingerprint);
    }

    private static ListedNode asking(String name, Optional<String> refusal, Optional<String> site, String fingerprint) {
        boolean waits = refusal.isEmpty() || refusal.get().startsWith(AdmissionRules.WAITS);
        return new ListedNode(
                name,
                waits ? ListedNode.State.WAITING : ListedNode.State.REFUSED,
                refusal.or(() -> Optional.of("is being admitted")),
                Optional.empty(),
                Optional.empty(),
                site,
                fingerprint,
                Optional.empty());
    }

    @Override
    public void admit(String who) throws IOException {
        requireMaster();
        ClusterView view = gossip.view();
        List<Map.Entry<String, JoinRequest>> asking = view.requests().entrySet().stream()
                .filter(request -> request.getKey().equals(who)
                        || request.getValue().name().equals(who))
                .sorted(Map.Entry.comparingByKey())
                .toList();
        if (asking.isEmpty()) {
            throw new RefusedRequestException(
                    ErrorCode.NOT_FOUND,
                    view.roster().contains(who)
                            ? "%s is admitted already".formatted(who)
                            : "no node asks to be admitted as %s; see hepto node list".formatted(who));
        }
        AdmissionRules rules = AdmissionRules.of(gossip, node.network(), decisions.leaving(), clock.instant());
        List<String> possible = new ArrayList<>();
        String refusal = "";
        for (Map.Entry<String, JoinRequest> request : asking) {
            Bytes identity = gossip.requester(request.getKey()).orElse(Bytes.EMPTY);
            if (rules.decide(request.getValue(), identity, true) instanceof Decision.Refused refused) {
                refusal = refused.reason();
            } else {
                possible.add(request.getKey());
            }
        }
        decisions.approve(only(possible, who, refusal));
    }

    /** Whoever has the cluster's key can ask under any name, so a name alone does not say which of several is meant. */
    private static String only(List<String> possible, String who, String refusal) throws RefusedRequestException {
        if (possible.isEmpty()) {
            throw new RefusedRequestException(ErrorCode.REFUSED, refusal);
        }
        if (possible.size() > 1) {
            throw new RefusedRequestException(
                    ErrorCode.REFUSED,
                    "%d nodes ask to be admitted as %s; give the fingerprint that hepto status shows on the right one: %s"
                            .formatted(possible.size(), who, String.join(" or ", possible)));
        }
        return possible.getFirst();
    }

    @Override
    public void forget(String name, Consumer<String> progress) throws IOException, InterruptedException {
        requireMaster();
        if (name.equals(node.name())) {
            throw new RefusedRequestException(
                    ErrorCode.REFUSED, "%s is the master, which a cluster cannot forget".formatted(name));
        }
        if (!decisions.leaving().contains(name)) {
            if (!gossip.view().roster().contains(name)) {
                throw new RefusedRequestException(
                        ErrorCode.NOT_FOUND, "%s is no node of the cluster; see hepto node list".formatted(name));
            }
            decisions.forget(name);
            progress.accept("takes %s off the roster, and deletes its Node".formatted(name));
        }
        follow(known -> decisions.awaitProgress(name, known), progress);
        progress.accept("its certificate is worth nothing any more, and the name %s is free".formatted(name));
    }

    @Override
    public void changeKey(Consumer<String> progress) throws IOException, InterruptedException {
        requireMaster();
        KeyChange change = decisions.keyChange();
        change.ask();
        follow(change::awaitProgress, progress);
    }

    /** Of what takes long. */
    @FunctionalInterface
    private interface News {
        /** Waits for another line than the one that is known; empty at the end. */
        Optional<String> after(String known) throws InterruptedException;
    }

    private static void follow(News news, Consumer<String> progress) throws InterruptedException {
        Optional<String> line = news.after("");
        while (line.isPresent()) {
            progress.accept(line.get());
            line = news.after(line.get());
        }
    }

    private void requireMaster() throws RefusedRequestException {
        if (!node.isMaster()) {
            String master = gossip.view().master().map(AdmittedNode::name).orElse("(not known yet)");
            throw RefusedRequestException.elsewhere(node.name(), master);
        }
    }

    @Override
    public Invitation invite() throws IOException {
        String authority = gossip.authority()
                .orElseThrow(() -> new RefusedRequestException(
                        ErrorCode.REFUSED, "this node has not met the cluster's authority yet; see hepto status"));
        Set<String> anchors = new LinkedHashSet<>();
        gossip.view().master().ifPresent(master -> endpoints(master).forEach(anchors::add));
        anchors.addAll(node.config().anchors());
        gossip.view().nodes().forEach(other -> endpoints(other).forEach(anchors::add));
        return new Invitation(
                node.config().cluster(), anchors.stream().limit(MOST_ANCHORS).toList(), authority);
    }

    private static Stream<String> endpoints(AdmittedNode other) {
        return other.endpoints().stream()
                .map(WgEndpoint::address)
                .map(address -> new Anchor(address.toString(), Anchor.PORT).toString());
    }

    @Override
    public String kubeconfig(KubeconfigRequest request) throws IOException, InterruptedException {
        requireMaster();
        String server = server(request.server());
        if (request.user().isPresent()) {
            return steps.line(new Step.IssueUser(
                    request.user().get(), request.groups(), Duration.ofDays(request.days()), server, clock.instant()));
        }
        CertificateFiles admin = node.pki().leaf(PkiFiles.ADMIN);
        if (!Files.exists(admin.certificate())) {
            throw new RefusedRequestException(
                    ErrorCode.REFUSED, "the operator's certificate is not made yet; see hepto status");
        }
        return KubeconfigText.selfContained(
                node.config().cluster(),
                server,
                Files.readString(node.pki().authority(Authority.CLUSTER)),
                Files.readString(admin.certificate()),
                Files.readString(admin.key()));
    }

    private String server(KubeconfigRequest.Server server) throws RefusedRequestException {
        return switch (server) {
            case MESH -> node.apiUrl();
            case HOST -> url(node.hostSide().toString());
            case PUBLIC -> url(publicHost());
        };
    }

    /** What the operator has given lasts longer than what a provider has. */
    private String publicHost() throws RefusedRequestException {
        return node.config().apiNames().stream()
                .findFirst()
                .or(() -> gossip.view().master().stream()
                        .flatMap(master -> master.endpoints().stream())
                        .map(WgEndpoint::address)
                        .map(Ipv6Address::toString)
                        .findFirst())
                .orElseThrow(() -> new RefusedRequestException(
                        ErrorCode.REFUSED,
                        "this master has no public address; choose another --server, or start it with --api-name"));
    }

    private static String url(String host) {
        return "https://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, Node.API_PORT);
    }
}
