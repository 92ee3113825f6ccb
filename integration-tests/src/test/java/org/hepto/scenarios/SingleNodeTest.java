package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.hepto.lab.BackgroundProcess;
import org.hepto.lab.Lab;
import org.hepto.lab.LabHost;
import org.hepto.lab.LabTest;
import org.hepto.lab.Registry;
import org.hepto.lab.Result;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * One file, one command, one Ready node: what it gives its user, what it keeps from everybody else, and at last that it
 * stops without leaving anything on the host.
 */
@LabTest(timeoutSeconds = 1800)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SingleNodeTest {
    private final HeptoNode node;
    private final LabHost router;
    private final Walkthrough user;
    private String outsideBefore = "";
    private String tracesBefore = "";

    SingleNodeTest(Lab lab) {
        node = HeptoNode.boot(lab);
        router = lab.router();
        user = new Walkthrough(node);
    }

    @BeforeAll
    void start() {
        // the lab boots with -1, which the kernel takes from its command line alone
        node.host().ok("sysctl -qw kernel.panic=7 vm.overcommit_memory=0 kernel.panic_on_oops=0");
        outsideBefore = node.filesOutside();
        tracesBefore = traces();
        node.set("CONTAINERD_HTTP_PROXY", "http://[%s]:%d".formatted(router.address(), Registry.PORT));
        node.set("CONTAINERD_NO_PROXY", router.address());
        node.startAndAwaitReady();
        user.podsRun();
    }

    @Test
    void nodeIsReady() {
        user.nodeIsReady();
    }

    @Test
    void serviceAnswersFromPodAndFromHost() {
        user.serviceAnswersPod();
        user.serviceAnswersHost();
    }

    @Test
    void dnsAnswersWithFullAndShortNames() {
        user.dnsAnswers();
    }

    /** kube-proxy compares all that it has set with what is there when the zone of its node changes, as it does each hour. */
    @Test
    void servicesSurviveAFullSyncOfKubeProxy() {
        String before = serviceKeys();
        node.kubectl("label node n1 topology.kubernetes.io/zone=elsewhere");
        try {
            // it comes with the full sync, or after it
            node.kubectl("create service clusterip later --tcp=81:80");
            node.kubectl("set selector service later app=web");
            HeptoNode.eventually(
                    "the later Service",
                    HeptoNode.PATIENCE,
                    () -> assertThat(serviceKeys()).contains(" . 81 "));
            assertThat(serviceKeys().lines()).containsAll(before.lines().toList());
            user.serviceAnswersPod();
        } finally {
            node.kubectl("delete service later");
            node.kubectl("label node n1 topology.kubernetes.io/zone-");
        }
    }

    /** The elements of kube-proxy's map of Services, a line each. */
    private String serviceKeys() {
        return inNode("nft list map ip6 kube-proxy service-ips | grep -o '[0-9a-f:]* [.] [a-z0-9]* [.] [0-9]* '")
                .output();
    }

    @Test
    void logsAndExecWork() {
        user.logs();
        user.exec();
    }

    @Test
    void podReachesTheOutsideByTheAddressOfTheNode() {
        user.podReachesOutside();
    }

    /** So it goes when the host's is made anew below it, a bridge by a network service for one. */
    @Test
    void publicInterfaceThatHasGoneIsMadeAgain() {
        String before = publicAddress();
        assertThat(inNode("ip link delete eth0").ok()).isTrue();
        HeptoNode.eventually("the interface", () -> assertThat(publicAddress()).isEqualTo(before));
        HeptoNode.eventually("the way out", user::podReachesOutside);
    }

    private String publicAddress() {
        return inNode("ip -6 -o addr show dev eth0 scope global -tentative | awk '{print $4}'")
                .output();
    }

    /** They change when a home router that says it is one gets another prefix. */
    @Test
    void nameServersOfTheHostAreFollowed() {
        String name = "outside.lab";
        BackgroundProcess server = HeptoNode.startNameServer(router, name, Lab.OUTSIDE);
        node.setNameServer(router.address());
        try {
            HeptoNode.eventually(
                    "the node's own resolver",
                    HeptoNode.PATIENCE,
                    () -> assertThat(node.resolvConf()).isEqualTo("nameserver " + router.address()));
            HeptoNode.eventually(
                    "the resolver of pods",
                    HeptoNode.PATIENCE,
                    () -> assertThat(user.lookUp(name)).contains(Lab.OUTSIDE));
            user.dnsAnswers();
        } finally {
            node.restoreNameServer();
            server.signal("KILL");
        }
    }

    /** As for a registry that has no IPv6. The registry itself is not in the lab. */
    @Test
    void imageIsPulledFromAMirror() {
        String said = pull("ghcr.io/example/tool:1", "[%s]:%d".formatted(router.address(), Registry.PORT));
        assertThat(said).contains("/v2/example/tool/manifests/1?ns=ghcr.io", "GET /v2/example/tool/blobs/sha256:");
    }

    /** A name that the node need not know. */
    @Test
    void imageIsPulledThroughAProxy() {
        String said = pull("quay.io/example/other:1", "mirror.invalid");
        assertThat(said).contains("GET http://mirror.invalid/v2/example/other/blobs/sha256:");
    }

    /** Runs an image that comes from elsewhere than its name says; returns the log of the registry. */
    private String pull(String image, String host) {
        BackgroundProcess registry = HeptoNode.startRegistry(router);
        String name = image.substring(0, image.indexOf('/'));
        String directory = HeptoNode.DATA + "/registries/" + name;
        node.host().ok("""
                mkdir %1$s && cat > %1$s/hosts.toml <<'END'
                server = "https://%2$s"
                [host."http://%3$s"]
                  capabilities = ["pull", "resolve"]
                END""".formatted(directory, name, host));
        try {
            node.kubectl("run pulled --image=%s --restart=Never -- -c 'echo it runs'".formatted(image));
            HeptoNode.eventually(
                    "the pod to have run",
                    HeptoNode.PATIENCE,
                    () -> assertThat(node.kubectl("logs pulled")).isEqualTo("it runs"));
            return registry.output();
        } finally {
            node.kubectl("delete pod pulled --ignore-not-found");
            node.host().ok("rm -r " + directory);
            registry.signal("KILL");
        }
    }

    @Test
    void secretsAreEncryptedAtRest() {
        node.kubectl("create secret generic hidden --from-literal=word=open-sesame");
        assertThat(node.kubectl("get secret hidden -o jsonpath='{.data.word}' | base64 -d"))
                .isEqualTo("open-sesame");
        node.kubectl("create configmap shown --from-literal=word=plain-as-day");
        String database = node.directory() + "/etcd/member";
        assertThat(node.host().ok("grep -rlq plain-as-day %s && echo found".formatted(database)))
                .isEqualTo("found");
        assertThat(node.host().run("grep -rlq open-sesame " + database).ok()).isFalse();
    }

    @Test
    void anonymousRequestsAreRefused() {
        String server = node.kubectl("config view -o jsonpath='{.clusters[0].cluster.server}'");
        // basic authentication is in no apiserver any more, so the request counts as anonymous
        Result request = node.host()
                .run(
                        "%s kubectl --kubeconfig /dev/null --username x --password y --insecure-skip-tls-verify --server %s get --raw /version"
                                .formatted(HeptoNode.jar(), server));
        assertThat(request.ok()).isFalse();
        assertThat(request.output()).containsAnyOf("Unauthorized", "provide credentials");
    }

    @Test
    void everyChangeIsAudited() {
        node.kubectl("create configmap audited");
        assertThat(node.host().ok("cat %s/log/audit.log".formatted(node.directory())))
                .contains("\"name\":\"audited\"", "hepto-admin");
    }

    @Test
    void privilegedPodsAreRefusedOutsideKubeSystem() {
        Result refused = node.tryKubectl("run bad --image=docker.io/library/busybox:lab --privileged");
        assertThat(refused.ok()).isFalse();
        assertThat(refused.output()).contains("violates PodSecurity \"baseline");
    }

    @Test
    void nodeMayNotTouchOtherNodes() {
        String nodeConfig = node.directory() + "/node/kubeconfig";
        Result refused = node.host()
                .run("nsenter -t %d -m -n %s kubectl --kubeconfig %s label node n1 node-restriction.kubernetes.io/a=b"
                        .formatted(node.daemon(), node.directory() + "/versions/current/hepto.jar", nodeConfig));
        assertThat(refused.output()).contains("is not allowed to modify labels");
    }

    @Test
    void publicInterfaceLetsInTheApiAlone() {
        String address = node.host()
                .ok("nsenter -t %d -n ip -6 -o addr show dev eth0 scope global | awk '{print $4}' | cut -d/ -f1"
                        .formatted(node.daemon()));
        assertThat(open(address, 6443)).isTrue();
        for (int port : new int[] {53, 2379, 2380, 10249, 10250, 10256, 10257, 10259}) {
            assertThat(open(address, port)).as("port %d", port).isFalse();
        }
    }

    @Test
    void clusterAddressesStayOffTheLinkWhereNatIsSkipped() {
        router.ok("""
                nft add table inet seen
                nft add chain inet seen in '{ type filter hook prerouting priority raw; }'
                nft add rule inet seen in ip6 saddr fd00::/8 counter
                """);
        String ping = "busybox ping -6 -c 1 -W 2 -I $(ip -6 -o addr show dev wg0 | awk '{print $4}' | cut -d/ -f1) "
                + router.address();
        assertThat(inNode(ping).ok()).as("translated").isTrue();
        inNode("""
                nft add table inet skip
                nft add chain inet skip out '{ type filter hook output priority raw; }'
                nft add rule inet skip out notrack
                """);
        assertThat(inNode(ping).ok()).as("untracked").isFalse();
        inNode("nft delete table inet skip");
        assertThat(router.ok("nft list table inet seen")).contains("counter packets 0");
        router.ok("nft delete table inet seen");
    }

    @Test
    void hostReachesItsNodeByItsOwnAddressAlone() {
        String node6 = inNode("ip -6 -o addr show dev host0 scope global | awk '{print $4}' | cut -d/ -f1")
                .output()
                .strip();
        node.host().ok("ip -6 addr add fd99::1/128 dev lo");
        inNode("ip -6 route add fd99::1 dev host0");
        assertThat(node.host().run("busybox ping -6 -c 1 -W 5 " + node6).ok()).isTrue();
        assertThat(node.host()
                        .run("busybox ping -6 -c 1 -W 2 -I fd99::1 " + node6)
                        .ok())
                .isFalse();
        inNode("ip -6 route del fd99::1 dev host0");
        node.host().ok("ip -6 addr del fd99::1/128 dev lo");
    }

    @Test
    void nodeObjectDoesNotTellTheSecretOfItsPublicAddress() {
        String secret = inNode("cat /proc/sys/net/ipv6/conf/eth0/stable_secret")
                .output()
                .strip()
                .replace(":", "");
        assertThat(secret).matches("[0-9a-f]{32}");
        String published = node.kubectl("get node n1 -o json");
        assertThat(published).contains("\"machineID\"");
        assertThat(published.replace("-", "")).doesNotContain(secret);
    }

    /** With the tools of the host, in the node's network namespace. */
    private Result inNode(String script) {
        return node.host().run("nsenter -t %d -n bash -c '%s'".formatted(node.daemon(), script.replace("'", "'\\''")));
    }

    private boolean open(String address, int port) {
        return router.run("busybox nc -w 2 %s %d < /dev/null".formatted(address, port))
                .ok();
    }

    @Test
    void statusNamesEveryUnitAndTheMemoryOfThePlanes() {
        Result text = node.hepto("status --data " + HeptoNode.DATA);
        assertThat(text.ok()).as(text.output()).isTrue();
        assertThat(text.output())
                .contains("n1 of cluster hepto, master", "ready", "etcd", "apiserver", "dns", "MEMORY", "CERTIFICATE")
                .doesNotContain("not renewed", "EXPIRED", "unknown:");
        Result json = node.hepto("status --json --data " + HeptoNode.DATA);
        assertThat(json.output())
                .contains(
                        "\"ready\" : true", "\"name\" : \"kubelet\"", "memoryAnonymousBytes", "daemonPid", "notAfter");
        assertThat(node.hepto("status --wait 60 --data " + HeptoNode.DATA).exitCode())
                .isZero();
    }

    @Test
    void controlSocketIsForRootAlone() {
        String socket = node.directory() + "/hepto.sock";
        assertThat(node.host().ok("stat -c '%a %U' " + socket).strip()).isEqualTo("600 root");
    }

    @Test
    void ctrSeesTheImagesOfThePods() {
        Result images = node.host()
                .run("HEPTO_DATA=%s %s -jar %s ctr images ls -q"
                        .formatted(HeptoNode.DATA, HeptoNode.java(), HeptoNode.jar()));
        assertThat(images.output()).contains("docker.io/library/busybox:lab", "registry.k8s.io/pause:hepto");
    }

    @Test
    void checkFindsNothingThatFails() {
        // as after su without -
        Result check = node.host()
                .run("PATH=/usr/local/bin:/usr/bin:/bin %s -jar %s check --role master --name other --data %s"
                        .formatted(HeptoNode.java(), HeptoNode.jar(), HeptoNode.DATA));
        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(check.output()).contains("WireGuard", "ipvlan", "nftables", "overlayfs");
    }

    @Test
    void podsAreEndedBeforeTheNodeWhenMemoryRunsOut() {
        assertThat(oomScores("init")).as("both inits and the daemon").isEqualTo("-999 -999 -997");
        assertThat(oomScores("control-plane")).isEqualTo("-997");
        assertThat(oomScores("node")).startsWith("-999");
        assertThat(oomScores("shims")).startsWith("-998").doesNotContain("-999", "-1000");
    }

    private String oomScores(String leaf) {
        return node.host().ok("""
                for p in $(sort -n /sys/fs/cgroup/hepto/hepto_n1/%s/cgroup.procs); do
                  grep -q HelperMain /proc/$p/cmdline || cat /proc/$p/oom_score_adj
                done |
                  tr '\\n' ' '""".formatted(leaf));
    }

    @Test
    void nothingIsWrittenOutsideTheDataDirectory() {
        // the one exception says what the host's settings were, and goes when the node stops
        assertThat(node.filesOutside().lines().filter(line -> !line.startsWith("/run/hepto.sysctls ")))
                .containsExactlyElementsOf(outsideBefore.lines().toList());
    }

    /** The last test: the others need a node that runs. */
    @Test
    @Order(Integer.MAX_VALUE)
    void stopLeavesNothingBehind() {
        assertThat(traces()).isNotEqualTo(tracesBefore);

        long start = System.nanoTime();
        node.host().ok("kill -TERM " + node.process().pid());
        HeptoNode.await(
                "the node to end", Duration.ofMinutes(3), () -> !node.process().running());
        System.out.printf("stopped after %.1f s%n", (System.nanoTime() - start) / 1e9);

        String said = node.process().output();
        assertThat(said).contains("hepto: stopping", "hepto: stopped");
        assertThat(said).doesNotContain("stopped, but", "did not");
        assertThat(traces()).isEqualTo(tracesBefore);

        Result status = node.hepto("status --data " + HeptoNode.DATA);
        assertThat(status.exitCode()).isEqualTo(3);
        assertThat(status.output()).contains("does not run");
    }

    /** What hepto touches on a host, besides its data directory. */
    private String traces() {
        return node.host().ok("""
                ip -o link | sed 's/.*: \\(.*\\): <.*/\\1/'; ip -6 route | sed 's/expires [0-9]*sec//'
                nft list tables
                cut -d' ' -f2,3 /proc/mounts | grep -v '^/proc/sys/fs/binfmt_misc' | sort
                find /sys/fs/cgroup -mindepth 1 -type d
                find /run /tmp -xdev ! -path '/run/lab/*' | sort
                sysctl vm.overcommit_memory vm.panic_on_oom kernel.panic kernel.panic_on_oops
                pgrep -af 'hepto[.]jar|containerd|httpd' || true
                """);
    }
}
