package org.hepto.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.hepto.lab.Lab;
import org.hepto.lab.LabHost;
import org.hepto.lab.LabTest;
import org.hepto.lab.Result;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input gets one line on the terminal and exit code 2, and the host stays as it was. */
@LabTest(hosts = "n1", memoryMiB = 1024, timeoutSeconds = 300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final String BAD = "/data/bad";
    private static final String FRESH = "--name n1 --data " + BAD;

    private final LabHost host;
    private String before = "";

    BadInputTest(Lab lab) {
        host = lab.get("n1");
    }

    @BeforeEach
    void look() {
        before = state();
    }

    @AfterEach
    void nothingHasChanged() {
        assertThat(state()).isEqualTo(before);
        host.ok("rm -rf " + BAD);
    }

    private String state() {
        return host.ok("""
                ip -o link; nft list ruleset; cut -d' ' -f2 /proc/mounts | sort
                find /sys/fs/cgroup -mindepth 1 -type d; find /data /run -xdev ! -path '/run/lab/*' ! -path '/data/bad*'
                """);
    }

    private Result start(String options) {
        return host.run("%s -jar %s %s".formatted(HeptoNode.java(), HeptoNode.jar(), options));
    }

    private void refuses(String options, String... words) {
        refuses(start(options), words);
    }

    private void refuses(Result result, String... words) {
        assertThat(result.exitCode()).as(result.output()).isEqualTo(2);
        assertThat(result.output().lines())
                .singleElement()
                .asString()
                .startsWith("hepto: ")
                .contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "--role king --name n1, unknown role 'king'",
        "--role master --name N_1, 'N_1' is not a DNS label",
        "--role master --name n1 --iface eth9, there is no interface 'eth9'",
        "--role master --name n1 --ip 2001:db8:1::77, no prefix length",
        "--role master --name n1 --ip 2001:db8:99::77/64, is in no prefix of eth0",
        "--role master --name n1 --ip 2001:db8:1::77/64 --gw 2001:db8:1::99, 2001:db8:1::99 does not answer",
        "--role master --name n1 --ip 2001:db8:1::77/64 --gw 2001:db8:5::1, is not in 2001:db8:1::/64",
        "--role master --name n1 --dns 8.8.8.8, not an IPv6 address",
        "--role node --name n1, give --key-file",
        "--rôle master, --help",
    })
    void badOption(String options, String words) {
        refuses(options + " --data " + BAD, words);
    }

    @ParameterizedTest
    @CsvSource({"abcd, 16", "zz112233445566778899aabbccddeeff, hex"})
    void badKeyIsNotRepeated(String key, String words) {
        Result result = host.run(
                "HEPTO_KEY=%s %s -jar %s --role master %s".formatted(key, HeptoNode.java(), HeptoNode.jar(), FRESH));
        refuses(result, words);
        assertThat(result.output()).doesNotContain(key);
    }

    @Test
    void variableThatIsNoTime() {
        refuses(
                host.run("HEPTO_CERTIFICATE_REFRESH=20 %s -jar %s --role master %s"
                        .formatted(HeptoNode.java(), HeptoNode.jar(), FRESH)),
                "HEPTO_CERTIFICATE_REFRESH=20",
                "give PT1S to PT5M");
    }

    @Test
    void dataDirectoryThatIsNotWritable() {
        host.ok("mkdir -p %1$s && mount -t tmpfs -o ro none %1$s".formatted(BAD));
        Result result = start("--role master " + FRESH);
        host.ok("umount " + BAD);
        refuses(result, BAD, "not writable");
    }

    @Test
    void dataDirectoryOnANoexecMount() {
        host.ok("mkdir -p %1$s && mount -t tmpfs -o noexec none %1$s".formatted(BAD));
        Result result = start("--role master " + FRESH);
        host.ok("umount " + BAD);
        refuses(result, BAD, "noexec", "remount");
    }

    @Test
    void foreignDataDirectoryIsKept() {
        host.ok("mkdir -p %1$s/hepto/n1 && echo mine > %1$s/hepto/n1/letters".formatted(BAD));
        refuses("--role master " + FRESH, "is not empty and no hepto node");
        assertThat(host.ok("cat %s/hepto/n1/letters".formatted(BAD))).isEqualTo("mine");
    }

    @Test
    void corruptDataDirectoryIsNamed() {
        host.ok("mkdir -p %1$s/hepto/n1 && head -c 100 /dev/urandom > %1$s/hepto/n1/node.properties".formatted(BAD));
        refuses("--role master " + FRESH, "node.properties is corrupt");
    }

    @Test
    void notRoot() {
        refuses(
                host.run("setpriv --reuid=65534 --regid=65534 --clear-groups %s -jar %s --role master %s"
                        .formatted(HeptoNode.java(), HeptoNode.jar(), FRESH)),
                "root");
    }

    @Test
    void missingKernelFeatureIsNamedWithItsRemedy() {
        host.ok("umount /sys/fs/cgroup");
        Result result = start("--role master " + FRESH);
        host.ok("mount -t cgroup2 c /sys/fs/cgroup");
        refuses(result, "cgroup v2", "systemd.unified_cgroup_hierarchy=1");
    }

    @Test
    void missingToolIsNamedWithItsPackage() {
        refuses(host.run("""
                        exec unshare --mount sh -c 'mount --bind /dev/null $(readlink -f /usr/sbin/nft) &&
                          exec %s -jar %s --role master %s'
                        """.formatted(HeptoNode.java(), HeptoNode.jar(), FRESH)), "nft", "apt install nftables");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        Result result = start("--role king --name N_1 --iface eth9 --dns 8.8.8.8 --key abcd --data " + BAD);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output().lines())
                .hasSize(5)
                .allMatch(line -> line.startsWith("hepto: ") && line.contains(";"));
        assertThat(result.output())
                .contains("'king'", "'N_1'", "'eth9'", "8.8.8.8", "16")
                .doesNotContain("warning");
    }

    @Test
    void checkNamesWhatAStartWouldWaitFor() {
        Result down = start("check --iface dummy0 --name n1 --data " + BAD);
        assertThat(down.exitCode()).as(down.output()).isEqualTo(2);
        assertThat(down.output()).contains("fail uplink", "ip link set dummy0 up");
    }

    @Test
    void checkNamesAnInterfaceWithoutAGlobalAddress() {
        host.ok("ip link add bare0 type dummy && ip link set bare0 up");
        Result bare = start("check --iface bare0 --name n1 --data " + BAD);
        host.ok("ip link delete bare0");
        assertThat(bare.output()).contains("warn uplink", "bare0 has no global IPv6 address", "--ip and --gw");
    }

    @Test
    void linkThatIsTooSmallForTheMesh() {
        host.ok("ip link set eth0 mtu 1359");
        Result result = start("--role master " + FRESH);
        host.ok("ip link set eth0 mtu 1500");
        refuses(result, "eth0 has an MTU below 1360", "ip link set eth0 mtu 1360");
    }

    @Test
    void oldJavaAloneIsToldWhatIsNeeded() throws IOException {
        Result result = host.run("""
                exec unshare --mount sh -c 'mount --bind %s /mnt && mount -t tmpfs none /usr/lib/jvm && mount -t tmpfs none /opt &&
                  exec env -i PATH=/usr/bin:/bin /mnt/bin/java -jar %s --role master %s'
                """.formatted(oldJava(), HeptoNode.jar(), FRESH));
        refuses(result, "Java 25", "apt install");
    }

    @Test
    void oldJavaRunsTheNewOne() throws IOException {
        refuses(
                host.run("JAVA_HOME=%s %s/bin/java -jar %s --role king %s"
                        .formatted(System.getProperty("java.home"), oldJava(), HeptoNode.jar(), FRESH)),
                "unknown role 'king'");
    }

    /** {@code ./dev test} installs one. */
    private static Path oldJava() throws IOException {
        try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
            return homes.filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .filter(BadInputTest::isOld)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean isOld(Path home) {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("release"))) {
            release.load(reader);
        } catch (IOException e) {
            return false;
        }
        String version = release.getProperty("JAVA_VERSION", "99").replace("\"", "");
        return Runtime.Version.parse(version).feature() < 25;
    }

    @Test
    void stackTraceIsShownWithVerboseAlone() {
        Result result = start("--verbose --role king " + FRESH);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.output()).contains("unknown role", "at org.hepto.");
    }
}
